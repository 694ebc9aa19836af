import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { makeOrganisation } from "../../prisma/demo-organisation";
import { quickPasswords } from "../auth/test-quick-passwords";
import type { Db } from "../db/client";
import { contactSalesAgent } from "../seller-calls/contact-sales-agent";
import { startWorker, type Worker } from "../seller-calls/worker";
import { searchesSettled } from "../workflows/running-searches";
import { type TestDesk, testDesk } from "./test-desk";

export type LiveDesk = {
  readonly sandbox: Sandbox;
  readonly desk: TestDesk;
  readonly worker: Worker;
  readonly organisationId: string;
  readonly close: () => Promise<void>;
};

type Sandbox = { readonly url: string; readonly close: () => Promise<void> };
type TestDatabase = { readonly url: string; readonly db: Db; readonly dispose: () => Promise<void> };
type Place = { readonly port: number; readonly dir: string; readonly speed: number; readonly reviewSeconds: number };
/** Only a test may bring these along. */
type Brought = {
  readonly startSandbox: (place: Place) => Promise<Sandbox>;
  readonly testDatabase: () => Promise<TestDatabase>;
};
type Pace = { readonly reviewSeconds: number; readonly deliverySeconds: number };

/** An organisation that has reached the sandbox's three sellers, and a worker that runs for it: a day there is a minute here. */
export async function liveDesk(
  name: string,
  brought: Brought,
  { reviewSeconds, deliverySeconds }: Pace,
): Promise<LiveDesk> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `flightdeck-${name}-`));
  const sandbox = await brought.startSandbox({ port: 0, dir: folder, speed: 1440, reviewSeconds });
  const database = await brought.testDatabase();
  const desk = await testDesk(database.db);
  const place = { currency: "USD", timeZone: "Europe/Berlin", sandboxUrl: sandbox.url };
  const plan = { name, domain: `${name}.example`, password: `${name}-password`, ...place };
  const { organisationId, salesAgentIds } = await makeOrganisation(desk.ports, quickPasswords, plan);
  for (const id of salesAgentIds) await contactSalesAgent(desk.ports, organisationId, id);
  const worker = startWorker(desk.ports, { pollSeconds: 1, deliverySeconds, leaseMs: 15_000 });
  async function close(): Promise<void> {
    await worker.stop();
    await searchesSettled();
    await desk.close();
    await database.dispose();
    await sandbox.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
  return { sandbox, desk, worker, organisationId, close };
}
