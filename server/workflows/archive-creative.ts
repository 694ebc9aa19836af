import type { Tx } from "../db/client";
import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { listAssignedPlaces } from "../repositories/creative-assignments";
import { getCreative, updateCreative } from "../repositories/creatives";

/**
 * Takes a creative out of the library's lists, or brings it back. Sellers keep theirs and what runs goes on running; one that
 * a plan still counts on is refused.
 */
export function archiveCreative(
  ports: Ports,
  actor: Actor,
  input: { readonly id: string; readonly revision: number; readonly archived: boolean },
): Promise<{ readonly id: string }> {
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const { organisationId } = actor;
    const { id, revision, archived } = input;
    const creative = await getCreative(tx, organisationId, id);
    if ((creative.archivedAt !== null) === archived) return { id };
    if (archived) await refusePlanned(tx, organisationId, id);
    await updateCreative(tx, { organisationId, id, revision }, { archivedAt: archived ? at : null });
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: archived ? "creative.archived" : "creative.restored",
      subjectType: "creative",
      subjectId: id,
      summary: `${archived ? "Archived" : "Restored"} the creative ${creative.name}`,
    });
    return { id };
  });
}

async function refusePlanned(tx: Tx, organisationId: string, id: string): Promise<void> {
  const places = await listAssignedPlaces(tx, organisationId, id);
  const planned = places.find((place) => place.mediaBuy === null);
  if (!planned) return;
  const where = `${planned.packageName} in ${planned.campaign.name}`;
  throw new DomainError("INVALID_TRANSITION", `It is planned for ${where}: take it off there first`);
}
