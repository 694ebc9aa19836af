import type { EditorPackage, EditorView } from "@/server/api/views/editor-view";
import type { TargetingOverlay } from "@/server/domain/targeting/overlay";
import type { PackageDraft } from "./package-draft";

/** What each part of the package dialog gets; `errors` are the server's words by field path. */
export type EditorProps = {
  readonly buy: EditorView;
  readonly item: EditorPackage;
  readonly draft: PackageDraft;
  readonly errors: Readonly<Record<string, string>>;
  readonly onDraft: (part: Partial<PackageDraft>) => void;
  readonly onUnread: (name: string, unread: boolean) => void;
};

/** The first complaint at or under a field: "packages.<id>.targetingOverlay" also finds ".geo_countries". */
export function errorAt({ errors, item }: EditorProps, field: string): string | undefined {
  const path = `packages.${item.id}.${field}`;
  const found = Object.keys(errors).find((one) => one === path || one.startsWith(`${path}.`));
  return found === undefined ? undefined : errors[found];
}

/** What the parts of the targeting get: the overlay as typed and a way to set one field of it. */
export type OverlayProps = {
  readonly overlay: TargetingOverlay;
  /** undefined takes the field away. */
  readonly onField: (field: string, value: unknown) => void;
  readonly limitOf: (field: string) => string | null;
  /** The systems or match types the seller takes there; null: any. */
  readonly offeredOf: (field: string) => readonly string[] | null;
  readonly errorOf: (field: string) => string | undefined;
};
