import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { type CreativeRecord, type CreativeValues, getCreative, updateCreative } from "../repositories/creatives";
import { type AddCreative, type CreativeSource, valuesOf } from "./add-creative";

export type UpdateCreative = Omit<AddCreative, "source"> & {
  readonly id: string;
  readonly revision: number;
  /** Absent: the file stays. */
  readonly source?: CreativeSource;
};

/**
 * Changes a creative. Anything a seller sees moves `updatedAt`, so sellers that have it get it again with the next sync;
 * a new name alone does too, because sellers show it.
 */
export async function editCreative(
  ports: Ports,
  actor: Actor,
  input: UpdateCreative,
): Promise<{ readonly id: string }> {
  const { id, revision } = input;
  const { organisationId } = actor;
  const creative = await getCreative(ports.db, organisationId, id);
  const source = input.source ?? sourceOf(creative);
  const after = await valuesOf(ports.db, organisationId, { ...input, source });
  const before = pickValues(creative);
  const changed = differing(before, after);
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    if (changed.length === 0) return { id };
    await updateCreative(tx, { organisationId, id, revision }, { ...after, updatedAt: at });
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "creative.changed",
      subjectType: "creative",
      subjectId: id,
      summary: `Changed the creative ${after.name}: ${changed.join(", ")}`,
      before: Object.fromEntries(changed.map((key) => [key, before[key]])),
      after: Object.fromEntries(changed.map((key) => [key, after[key]])),
    });
    return { id };
  });
}

function sourceOf(creative: CreativeRecord): CreativeSource {
  if (creative.uploadId !== null) return { from: "upload", uploadId: creative.uploadId };
  return { from: "url", url: creative.assetUrl ?? "", kind: creative.kind };
}

function pickValues(creative: CreativeRecord): CreativeValues {
  const { name, kind, width, height, durationMs, clickUrl, assetUrl, uploadId, mime } = creative;
  return { name, kind, width, height, durationMs, clickUrl, assetUrl, uploadId, mime };
}

function differing(before: CreativeValues, after: CreativeValues): readonly (keyof CreativeValues)[] {
  const keys = Object.keys(before) as (keyof CreativeValues)[];
  return keys.filter((key) => before[key] !== after[key]);
}
