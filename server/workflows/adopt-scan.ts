import type { Tx } from "../db/client";
import { DomainError, notFound } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { enqueueJob } from "../queue/jobs";
import { getScan, insertScan, latestScan, saveScan } from "../repositories/account-scans";
import { latestAdoption } from "../repositories/adoptions";

export type ScanRef = { readonly scanId: string };

/** Starts a look through every media buy of an account. One that runs already is answered with. */
export async function startScan(ports: Ports, actor: Actor, accountId: string): Promise<ScanRef> {
  const { organisationId, userId: startedById } = actor;
  const outcome = await ports.inTransaction(async (tx) => {
    const account = await tx.account.findFirst({
      where: { id: accountId, organisationId, salesAgent: { removedAt: null } },
    });
    if (!account) throw notFound("The account");
    const running = await latestScan(tx, organisationId, accountId);
    if (running?.state === "running") return { scanId: running.id };
    await refuseWhileTakingOver(tx, organisationId, accountId);
    const id = ports.newId();
    const { salesAgentId } = account;
    await insertScan(tx, { id, organisationId, salesAgentId, accountId, startedById, at: ports.clock() });
    await enqueueScan(tx, ports, organisationId, id);
    return { scanId: id };
  });
  ports.wakeWorker();
  return outcome;
}

/** Goes on where a look was when it failed or was stopped; what it had found stays. */
export async function resumeScan(ports: Ports, actor: Actor, scanId: string): Promise<ScanRef> {
  const { organisationId } = actor;
  const outcome = await ports.inTransaction(async (tx) => {
    const scan = await getScan(tx, organisationId, scanId);
    const newest = await latestScan(tx, organisationId, scan.accountId);
    if (newest?.id !== scanId || scan.state === "done") {
      throw new DomainError("INVALID_TRANSITION", "This look has ended; start another one");
    }
    await refuseWhileTakingOver(tx, organisationId, scan.accountId);
    const again = { state: "running", failures: 0, barren: 0, errorCode: null, errorMessage: null } as const;
    await saveScan(tx, scan, { ...again, finishedAt: null });
    await enqueueScan(tx, ports, organisationId, scanId);
    return { scanId };
  });
  ports.wakeWorker();
  return outcome;
}

/** Stops a look; what it found so far stays and it can go on later. */
export function cancelScan(ports: Ports, actor: Actor, scanId: string): Promise<ScanRef> {
  return ports.inTransaction(async (tx) => {
    const scan = await getScan(tx, actor.organisationId, scanId);
    if (scan.state !== "running") throw new DomainError("INVALID_TRANSITION", "This look has ended already");
    await saveScan(tx, scan, { state: "canceled", finishedAt: ports.clock() });
    return { scanId };
  });
}

async function refuseWhileTakingOver(tx: Tx, organisationId: string, accountId: string): Promise<void> {
  const adoption = await latestAdoption(tx, organisationId, accountId);
  if (adoption?.state !== "running") return;
  throw new DomainError(
    "INVALID_TRANSITION",
    "Media buys of this account are being taken over; read it again after that",
  );
}

async function enqueueScan(tx: Tx, ports: Ports, organisationId: string, subjectId: string): Promise<void> {
  const at = ports.clock();
  const id = ports.newId();
  await enqueueJob(tx, {
    id,
    organisationId,
    kind: "scan_account",
    subjectId,
    lane: `scan:${subjectId}`,
    dueAt: at,
    at,
  });
}
