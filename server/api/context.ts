import { randomUUID } from "node:crypto";
import type { Auth } from "../auth/auth";
import { composition } from "../composition";
import { type Actor, isRole } from "../domain/permissions";
import type { Ports } from "../ports";
import { findOutcome, type MutationKey, recordOutcome } from "../repositories/mutation-receipts";

/** What every procedure gets. `mutationId` is the browser's own id of one change, null for reads. */
export type Context = {
  readonly actor: Actor | null;
  readonly requestId: string;
  readonly mutationId: string | null;
  readonly ports: Ports;
  /** Takes the time of one procedure, in seconds; absent: nobody measures. */
  readonly measure?: (path: string, outcome: string, seconds: number) => void;
};

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export async function createContext(headers: Headers): Promise<Context> {
  const { auth, ports, metrics } = composition();
  const requestId = randomUUID();
  const asked = headers.get("x-flightdeck-request");
  return {
    actor: await actorFrom(auth, headers, requestId),
    requestId,
    mutationId: asked && uuid.test(asked) ? asked : null,
    ports,
    measure: metrics.procedure,
  };
}

/** The signed-in person, or null: no session, disabled, or a role we do not know. */
export async function actorFrom(auth: Auth, headers: Headers, requestId: string | null): Promise<Actor | null> {
  const session = await auth.api.getSession({ headers });
  if (!session) return null;
  const { id, name, organisationId, role, disabledAt } = session.user;
  if (disabledAt || !isRole(role)) return null;
  return { organisationId, userId: id, name, role, requestId };
}

/** The first transaction of one browser mutation answers a repeated request id with the first outcome. */
export function portsForMutation(ports: Ports, key: MutationKey): Ports {
  let used = false;
  return {
    ...ports,
    inTransaction<T>(work: Parameters<typeof ports.inTransaction<T>>[0]): Promise<T> {
      if (used) return ports.inTransaction(work);
      used = true;
      return ports.inTransaction(async (tx) => {
        const first = await findOutcome(tx, key);
        if (first) return first.value as T;
        const outcome = await work(tx);
        await recordOutcome(tx, key, outcome, ports.clock());
        return outcome;
      });
    },
  };
}
