import { notFound } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { getUpload, organisationOfUpload, type UploadFile } from "../repositories/uploads";

const place = (organisationId: string, uploadId: string) => ({ organisationId, rowId: uploadId, field: "asset" });

/**
 * The address a seller fetches a file from: the app's own, with a key sealed for this one file, because a seller has no
 * session here. Null when this process has no address.
 */
export function assetAddress(
  ports: Pick<Ports, "appUrl" | "vault">,
  organisationId: string,
  uploadId: string,
): string | null {
  if (ports.appUrl === undefined) return null;
  const address = new URL(`/api/assets/${uploadId}`, ports.appUrl);
  address.searchParams.set("key", ports.vault.seal(uploadId, place(organisationId, uploadId)));
  return address.href;
}

/** The file, for a member of its organisation or for whoever holds its key. Everybody else gets NOT_FOUND. */
export async function readAsset(
  ports: Ports,
  actor: Actor | null,
  uploadId: string,
  key: string | null,
): Promise<UploadFile> {
  const organisationId = actor && key === null ? actor.organisationId : await organisationByKey(ports, uploadId, key);
  return getUpload(ports.db, organisationId, uploadId);
}

async function organisationByKey(ports: Ports, uploadId: string, key: string | null): Promise<string> {
  const organisationId = key === null ? null : await organisationOfUpload(ports.db, uploadId);
  if (organisationId === null || key === null || !opens(ports, organisationId, uploadId, key))
    throw notFound("The file");
  return organisationId;
}

function opens(ports: Ports, organisationId: string, uploadId: string, key: string): boolean {
  try {
    return ports.vault.open(key, place(organisationId, uploadId)) === uploadId;
  } catch {
    // Sealed for another file, forged, or not a key at all: all the same to whoever asks.
    return false;
  }
}
