import { randomUUID } from "node:crypto";
import type { Auth } from "../auth/auth";
import { findSession } from "../auth/find-session";
import { standingOf } from "../auth/session-standing";
import { composition } from "../composition";
import type { Db } from "../db/client";
import { type Actor, isRole, type Permission } from "../domain/permissions";
import type { Ports } from "../ports";
import { ownerOfKey } from "../repositories/api-keys";
import { findOutcome, type MutationKey, recordOutcome } from "../repositories/mutation-receipts";
import { hashOfKey } from "../workflows/api-keys";
import { storageRefusal } from "./storage-refusal";

/** What every procedure gets. `mutationId` is the browser's own id of one change, null for reads. */
export type Context = {
  readonly actor: Actor | null;
  readonly requestId: string;
  readonly mutationId: string | null;
  readonly ports: Ports;
  /** How the actor came in, beyond who they are; absent: nothing is held back. */
  readonly access?: Access;
  /** Takes the time of one procedure, in seconds; absent: nobody measures. */
  readonly measure?: (path: string, outcome: string, seconds: number) => void;
};

export type Access = {
  /** The browser's session; null for an API key. */
  readonly sessionId: string | null;
  /** What an API key is limited to; null: all that the role may do. */
  readonly scopes: readonly Permission[] | null;
  /** The organisation wants a second factor, and this person has none yet. */
  readonly needsSecondFactor: boolean;
};

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export async function createContext(headers: Headers): Promise<Context> {
  const { auth, db, ports, metrics } = composition();
  const requestId = randomUUID();
  const asked = headers.get("x-flightdeck-request");
  const key = apiKeyIn(headers);
  const asking = key === null ? sessionFrom({ auth, db }, headers, requestId) : keyFrom(ports, key, requestId);
  const entered = await asking.catch((err: unknown) => {
    ports.log.error({ err, requestId }, "who asks could not be read");
    throw storageRefusal(err, null) ?? err;
  });
  return {
    actor: entered?.actor ?? null,
    ...(entered ? { access: entered.access } : {}),
    requestId,
    mutationId: asked && uuid.test(asked) ? asked : null,
    ports,
    measure: metrics.procedure,
  };
}

/** Where sessions are: the library that makes and ends them, and the database that keeps them. */
type Sessions = { readonly auth: Auth; readonly db: Db };

type Entered = { readonly actor: Actor; readonly access: Access };

/** The signed-in person, or null: no session, an old one, disabled, without the second factor asked of them, or a role we do not know. */
export async function actorFrom(at: Sessions, headers: Headers, requestId: string | null): Promise<Actor | null> {
  const entered = await sessionFrom(at, headers, requestId);
  return entered === null || entered.access.needsSecondFactor ? null : entered.actor;
}

async function sessionFrom(at: Sessions, headers: Headers, requestId: string | null): Promise<Entered | null> {
  const found = await findSession(at.auth, at.db, headers);
  if (!found) return null;
  const standing = standingOf(found);
  if (standing === null) return null;
  const { id, name, organisationId } = found.user;
  const { role, needsSecondFactor } = standing;
  const access = { sessionId: found.session.id, scopes: null, needsSecondFactor };
  return { actor: { organisationId, userId: id, name, role, requestId }, access };
}

/** The key of an `Authorization: Bearer fd_…` header; null: there is none, so a session may be. */
export function apiKeyIn(headers: Headers): string | null {
  const [, key] = /^Bearer (fd_[\w-]{43})$/.exec(headers.get("authorization") ?? "") ?? [];
  return key ?? null;
}

async function keyFrom(ports: Ports, key: string, requestId: string): Promise<Entered | null> {
  const owner = await ownerOfKey(ports.db, hashOfKey(key), ports.clock());
  if (owner === null || !isRole(owner.role)) return null;
  const { organisationId, userId, name, role, scopes } = owner;
  const access = { sessionId: null, scopes, needsSecondFactor: false };
  return { actor: { organisationId, userId, name, role, requestId }, access };
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
