import { addMillis, isBefore } from "../domain/time";
import type { Ports } from "../ports";
import { type KnownFormats, readFormats, saveFormats } from "../repositories/creative-formats";
import type { Read } from "../sales-agents/sales-agent";
import { endpointOf } from "../seller-calls/endpoints";

const freshForMs = 60 * 60 * 1000;

export type FormatsByAgent = {
  readonly known: ReadonlyMap<string, KnownFormats>;
  /** Why an agent could not be asked just now, in its own words where it has any. */
  readonly problems: ReadonlyMap<string, string>;
};

/**
 * What the agents accept: from the last answer while that is younger than an hour, else asked again, all at once. A failure
 * leaves the older answer in place. No transaction is open while it waits.
 */
export async function freshFormats(
  ports: Ports,
  organisationId: string,
  salesAgentIds: readonly string[],
  maxAgeMs = freshForMs,
): Promise<FormatsByAgent> {
  const known = new Map(await readFormats(ports.db, organisationId));
  const problems = new Map<string, string>();
  const oldest = addMillis(ports.clock(), -maxAgeMs);
  const stale = salesAgentIds.filter((id) => {
    const seen = known.get(id);
    return !seen || isBefore(seen.seenAt, oldest);
  });
  await Promise.all(
    stale.map(async (id) => {
      const answer = await askFormats(ports, organisationId, id);
      if (answer.kind === "failed") {
        problems.set(id, `It did not tell us its formats: ${answer.problem.message}`);
        return;
      }
      const seenAt = ports.clock();
      await saveFormats(ports.db, organisationId, id, answer.value, seenAt);
      known.set(id, { formats: answer.value, seenAt });
    }),
  );
  return { known, problems };
}

async function askFormats(
  ports: Ports,
  organisationId: string,
  salesAgentId: string,
): Promise<Read<KnownFormats["formats"]>> {
  return ports.salesAgents(await endpointOf(ports.db, ports, organisationId, salesAgentId)).listCreativeFormats();
}
