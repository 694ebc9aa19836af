import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { enqueueJob } from "../queue/jobs";
import { recordAudit } from "../repositories/audit";
import { saveTranscriptDays, transcriptDaysOf } from "../repositories/exchanges";

/** `before`: as it was shown. */
export type TranscriptDays = { readonly days: number; readonly before: number };

/** How long exchanges with sellers are kept. A shorter time deletes what is older from the next run on, which is asked for now. */
export async function setTranscriptDays(
  ports: Ports,
  actor: Actor,
  { days, before }: TranscriptDays,
): Promise<{ readonly days: number }> {
  const { organisationId } = actor;
  const outcome = await ports.inTransaction(async (tx) => {
    if ((await transcriptDaysOf(tx, organisationId)) !== before) {
      throw new DomainError("STALE_REVISION", "Somebody else changed it meanwhile");
    }
    const at = ports.clock();
    await saveTranscriptDays(tx, organisationId, days);
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "organisation.transcript_days",
      subjectType: "organisation",
      subjectId: organisationId,
      summary: `Keeps exchanges with sellers for ${days} ${days === 1 ? "day" : "days"}`,
      before: { days: before },
      after: { days },
    });
    const job = { kind: "prune_exchanges" as const, subjectId: organisationId, lane: `prune:${organisationId}` };
    await enqueueJob(tx, { id: ports.newId(), organisationId, ...job, dueAt: at, at });
    return { days };
  });
  ports.wakeWorker();
  return outcome;
}
