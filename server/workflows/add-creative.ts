import type { Db } from "../db/client";
import {
  type CreativeKind,
  type CreativeMedia,
  mediaIssues,
  refuseIssues,
  webAddressProblem,
} from "../domain/creative/creative";
import { readMediaBytes } from "../domain/creative/media-bytes";
import { DomainError, type FieldIssue } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { type CreativeValues, insertCreative } from "../repositories/creatives";
import { getUpload } from "../repositories/uploads";

/** Where the file is: an address we never fetch, or an upload whose bytes we have. */
export type CreativeSource =
  | { readonly from: "url"; readonly url: string; readonly kind: CreativeKind }
  | { readonly from: "upload"; readonly uploadId: string };

export type AddCreative = {
  readonly name: string;
  readonly source: CreativeSource;
  readonly clickUrl: string | null;
  /** As the browser measured or the person typed; an uploaded image's own bytes win. */
  readonly width: number | null;
  readonly height: number | null;
  readonly durationMs: number | null;
};

/** Adds a creative to the library. INVALID_INPUT with one issue per field; nothing is kept then. */
export async function addCreative(
  ports: Ports,
  actor: Actor,
  input: AddCreative,
): Promise<{ readonly id: string; readonly creativeId: string }> {
  const id = ports.newId();
  const { organisationId } = actor;
  const values = await valuesOf(ports.db, organisationId, input);
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    await insertCreative(tx, { ...values, id, creativeId: id, organisationId, createdById: actor.userId, at });
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "creative.added",
      subjectType: "creative",
      subjectId: id,
      summary: `Added the creative ${values.name}`,
      after: values,
    });
    return { id, creativeId: id };
  });
}

/** The columns of a creative from what was asked for; throws when they cannot be kept. */
export async function valuesOf(db: Db, organisationId: string, input: AddCreative): Promise<CreativeValues> {
  const { name, clickUrl, source } = input;
  const measured = source.from === "url" ? fromUrl(source, input) : await fromUpload(db, organisationId, source, input);
  const media: CreativeMedia = { ...measured.media, clickUrl };
  refuseIssues([...measured.issues, ...mediaIssues(media)]);
  return { ...measured.columns, ...media, name };
}

type Measured = {
  readonly media: Omit<CreativeMedia, "clickUrl">;
  readonly columns: Pick<CreativeValues, "assetUrl" | "uploadId" | "mime">;
  readonly issues: readonly FieldIssue[];
};

function fromUrl(source: Extract<CreativeSource, { from: "url" }>, input: AddCreative): Measured {
  const { width, height, durationMs } = input;
  const problem = webAddressProblem(source.url);
  return {
    media: { kind: source.kind, width, height, durationMs },
    columns: { assetUrl: source.url, uploadId: null, mime: null },
    issues: problem === null ? [] : [{ path: "url", message: problem }],
  };
}

async function fromUpload(
  db: Db,
  organisationId: string,
  source: Extract<CreativeSource, { from: "upload" }>,
  input: AddCreative,
): Promise<Measured> {
  const { bytes } = await getUpload(db, organisationId, source.uploadId);
  const read = readMediaBytes(bytes);
  if (!read)
    throw new DomainError("INVALID_INPUT", "The file cannot be read", [{ path: "file", message: "Choose it again" }]);
  const { kind, mime } = read;
  return {
    media: {
      kind,
      width: read.width ?? input.width,
      height: read.height ?? input.height,
      durationMs: kind === "video" ? input.durationMs : null,
    },
    columns: { assetUrl: null, uploadId: source.uploadId, mime },
    issues: [],
  };
}
