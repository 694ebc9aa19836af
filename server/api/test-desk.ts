import { randomBytes, randomUUID } from "node:crypto";
import { makeVault } from "../auth/vault";
import type { Db } from "../db/client";
import type { Actor, Role } from "../domain/permissions";
import { type Instant, systemClock } from "../domain/time";
import type { Ports } from "../ports";
import { salesAgentsFor } from "../sales-agents/sales-agents";
import { newUuidV7 } from "../uuid";
import { appRouter } from "./root";
import { createCallerFactory } from "./trpc";

const callerOf = createCallerFactory(appRouter);
const created = new Date("2026-01-01T00:00:00.000Z");

export type TestDesk = {
  readonly ports: Ports;
  /** A caller as one role; each has a person and a request id of its own. */
  readonly as: (role: Role, organisationId?: string) => ReturnType<typeof callerOf>;
  readonly actor: (role: Role, organisationId?: string) => Actor;
  /** Turns the desk's clock; it stands still between turns when `at` is given. */
  readonly setClock: (at: Instant | null) => void;
  readonly addOrganisation: (id: string) => Promise<void>;
  readonly addAgent: (agent: NewTestAgent) => Promise<string>;
  /** Ends its connections to sellers; the database stays with the test. */
  readonly close: () => Promise<void>;
};
export type NewTestAgent = {
  readonly name: string;
  readonly url: string;
  readonly token?: string;
  readonly organisationId?: string;
};

export const testOrganisation = "0198a000-0000-7000-8000-000000000001";

/**
 * The real routers, workflows, repositories and adapter on a database of the test's own; sellers are what it adds. `existing`: a
 * second desk, over a connection of its own, of the organisation that another one made.
 */
export async function testDesk(db: Db, of: { readonly existing?: boolean } = {}): Promise<TestDesk> {
  const salesAgents = salesAgentsFor({ allowedHosts: ["127.0.0.1"] });
  let fixed: Instant | null = null;
  const ports: Ports = {
    db,
    clock: () => fixed ?? systemClock(),
    newId: newUuidV7,
    newIdempotencyKey: randomUUID,
    random: Math.random,
    vault: makeVault([randomBytes(32)]),
    salesAgents,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    wakeWorker: () => undefined,
    inTransaction: (work) => db.$transaction(work),
  };
  const actor = (role: Role, organisationId = testOrganisation): Actor => {
    return { organisationId, userId: `${organisationId}-${role}`, name: role, role, requestId: "test" };
  };
  const addOrganisation = async (id: string) => {
    await db.organisation.create({
      data: { id, name: "Test", currency: "EUR", timeZone: "Europe/Berlin", createdAt: created },
    });
  };
  if (!of.existing) await addOrganisation(testOrganisation);
  return {
    ports,
    actor,
    // Every call of a caller is a change of its own, as in the browser: the context reads a fresh id each time.
    as: (role, organisationId) =>
      callerOf(() => ({ actor: actor(role, organisationId), requestId: "test", mutationId: randomUUID(), ports })),
    setClock: (at) => {
      fixed = at;
    },
    addOrganisation,
    addAgent: (agent) => addAgent(ports, agent),
    close: () => salesAgents.close(),
  };
}

async function addAgent(ports: Ports, agent: NewTestAgent): Promise<string> {
  const { name, url, token, organisationId = testOrganisation } = agent;
  const id = ports.newId();
  const credentialSealed = token ? ports.vault.seal(token, { organisationId, rowId: id, field: "credential" }) : null;
  await ports.db.salesAgent.create({
    data: { id, organisationId, name, url, protocol: "mcp", credentialSealed, createdAt: created },
  });
  return id;
}
