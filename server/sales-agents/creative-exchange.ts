import type { FormatId } from "../domain/media-buy/product";

/** Creatives as sellers take them: the formats they accept, what is sent, and where each is. */
export type CreativeFormat = {
  readonly formatId: FormatId;
  readonly name: string;
  readonly description: string | null;
  /** image | video | audio | html | other: from its required asset types. */
  readonly kind: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly durationMs: number | null;
  readonly assets: readonly { readonly assetId: string; readonly assetType: string; readonly required: boolean }[];
};

export type CreativeUpload = {
  readonly creativeId: string;
  readonly name: string;
  readonly format: CreativeFormat;
  readonly kind: "image" | "video";
  readonly assetUrl: string;
  readonly clickUrl: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly durationMs: number | null;
};

export type CreativeState = {
  readonly creativeId: string;
  readonly status: string;
  readonly rejectionReason: string | null;
};

export type SyncReply = {
  readonly creatives: readonly (CreativeState & { readonly action: string; readonly errors: readonly string[] })[];
};
