import type { Ports } from "../ports";
import type { ClaimedJob } from "../queue/jobs";
import { traceparentOf } from "../repositories/seller-calls";

/** One job: its lines of the log say what it is about, and where somebody traces it is a step of the click that asked for it. */
export async function followJob(ports: Ports, job: ClaimedJob, work: () => Promise<void>): Promise<void> {
  const { kind, organisationId, subjectId, attempts } = job;
  const fields = { job: kind, organisationId, subjectId };
  const logged = () => (ports.log.within ? ports.log.within(fields, work) : work());
  if (!ports.tracing) return logged();
  const attributes = { "flightdeck.organisation": organisationId, "flightdeck.job_attempts": attempts };
  return ports.tracing.step(`job ${kind}`, attributes, logged, { parent: await clickOf(ports, job) });
}

async function clickOf({ db }: Ports, { kind, organisationId, subjectId }: ClaimedJob): Promise<string | null> {
  if (kind === "send_seller_call") return traceparentOf(db, organisationId, { id: subjectId });
  if (kind === "verify_change") return traceparentOf(db, organisationId, { changeId: subjectId });
  return null;
}
