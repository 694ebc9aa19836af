import { createHash } from "node:crypto";
import { isUploadMime, largestUploadBytes, readMediaBytes } from "../domain/creative/media-bytes";
import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { keepUpload } from "../repositories/uploads";

export type UploadedAsset = {
  readonly uploadId: string;
  readonly kind: "image" | "video";
  readonly mime: string;
  readonly byteLength: number;
  /** Pixels as the bytes say; null for a video, whose size the person gives. */
  readonly width: number | null;
  readonly height: number | null;
};

/** Keeps a file after looking at its bytes; what it is called or claims to be decides nothing. INVALID_INPUT at "file". */
export async function uploadAsset(
  ports: Ports,
  actor: Actor,
  file: { readonly claimedMime: string; readonly bytes: Uint8Array<ArrayBuffer> },
): Promise<UploadedAsset> {
  const { bytes } = file;
  if (bytes.byteLength === 0) throw refused("The file is empty");
  if (bytes.byteLength > largestUploadBytes) throw refused("The file is larger than 10 MB");
  const media = readMediaBytes(bytes);
  if (!media) throw refused("Only PNG, JPEG, GIF and WebP images and MP4 and WebM videos can be kept");
  if (!isUploadMime(file.claimedMime) || file.claimedMime !== media.mime) {
    throw refused(`The file says it is ${file.claimedMime.slice(0, 60) || "nothing"}, but its bytes are ${media.mime}`);
  }
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const id = ports.newId();
  const { organisationId } = actor;
  const uploadId = await ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const kept = await keepUpload(tx, { id, organisationId, mime: media.mime, sha256, bytes, at });
    if (!kept.isNew) return kept.uploadId;
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "creative.uploaded",
      subjectType: "creative",
      subjectId: id,
      summary: `Uploaded a file (${media.mime}, ${bytes.byteLength} bytes)`,
      after: { sha256, mime: media.mime, byteLength: bytes.byteLength },
    });
    return id;
  }, organisationId);
  return { uploadId, byteLength: bytes.byteLength, ...media };
}

function refused(message: string): DomainError {
  return new DomainError("INVALID_INPUT", message, [{ path: "file", message }]);
}
