import type { CreativeRow, UploadedAsset } from "@/server/api/views/creative-view";
import { type CreativeKind, mediaIssues, webAddressProblem } from "@/server/domain/creative/creative";

/** The form as it is typed: text stays text until it is sent. */
export type CreativeDraft = {
  readonly name: string;
  readonly from: "upload" | "url";
  readonly asset: (UploadedAsset & { readonly fileName: string }) | null;
  readonly url: string;
  readonly kind: CreativeKind;
  readonly clickUrl: string;
  readonly width: string;
  readonly height: string;
  readonly seconds: string;
};

export const emptyDraft: CreativeDraft = {
  name: "",
  from: "upload",
  asset: null,
  url: "",
  kind: "image",
  clickUrl: "",
  width: "",
  height: "",
  seconds: "",
};

export function draftOf(creative: CreativeRow): CreativeDraft {
  const text = (value: number | null) => (value === null ? "" : String(value));
  return {
    ...emptyDraft,
    name: creative.name,
    from: creative.uploaded ? "upload" : "url",
    url: creative.assetUrl ?? "",
    kind: creative.kind,
    clickUrl: creative.clickUrl ?? "",
    width: text(creative.width),
    height: text(creative.height),
    seconds: creative.durationMs === null ? "" : String(creative.durationMs / 1000),
  };
}

export function kindOf(draft: CreativeDraft): CreativeKind {
  return draft.from === "upload" && draft.asset ? draft.asset.kind : draft.kind;
}

/** What the procedures take; `source` is left out when an edit keeps its uploaded file. */
export function inputOf(draft: CreativeDraft) {
  const number = (text: string) => (text.trim() === "" ? null : Number(text.replace(",", ".")));
  const seconds = kindOf(draft) === "video" ? number(draft.seconds) : null;
  return {
    name: draft.name.trim(),
    clickUrl: draft.clickUrl.trim() === "" ? null : draft.clickUrl.trim(),
    width: number(draft.width),
    height: number(draft.height),
    durationMs: seconds === null ? null : Math.round(seconds * 1000),
    ...sourceOf(draft),
  };
}

function sourceOf(draft: CreativeDraft) {
  if (draft.from === "url") return { source: { from: "url" as const, url: draft.url.trim(), kind: draft.kind } };
  return draft.asset ? { source: { from: "upload" as const, uploadId: draft.asset.uploadId } } : {};
}

/** Wrong fields with the words the server would use, before anything is sent. `isNew`: a file is needed. */
export function draftProblems(draft: CreativeDraft, isNew: boolean): Readonly<Record<string, string>> {
  const input = inputOf(draft);
  const problems: Record<string, string> = {};
  if (input.name === "") problems.name = "Enter a name";
  if (isNew && draft.from === "upload" && !draft.asset) problems.file = "Choose a file";
  const address = draft.from === "url" ? webAddressProblem(input.source?.from === "url" ? input.source.url : "") : null;
  if (address) problems.url = address;
  for (const { path, message } of mediaIssues({ ...input, kind: kindOf(draft) })) problems[path] ??= message;
  if (problems.file) for (const field of ["width", "height", "durationMs"]) delete problems[field];
  return problems;
}
