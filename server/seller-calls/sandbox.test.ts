import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeVault } from "../auth/vault";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { decodeVerdicts } from "../domain/change/stored-json";
import { addMillis, systemClock } from "../domain/time";
import { type ClosableSalesAgents, salesAgentsFor } from "../sales-agents/sales-agents";
import { type Sandbox, startSandbox } from "../sandbox/start-sandbox";
import { EngineDesk } from "./engine-desk";
import { startWorker, type Worker } from "./worker";

/** The real sellers over the wire: our adapter, our transport, MCP over HTTP. */
let sandbox: Sandbox;
let database: TestDatabase;
let salesAgents: ClosableSalesAgents;
let folder: string;
const workers: Worker[] = [];

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-engine-"));
  sandbox = await startSandbox({ port: 0, dir: folder, speed: 1440, reviewSeconds: 0.5 });
  database = await testDatabase();
  salesAgents = salesAgentsFor({ allowedHosts: ["127.0.0.1"] });
});

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await salesAgents.close();
  await sandbox.close();
  await database.dispose();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function deskAt(seller: "prompt" | "careful" | "awkward") {
  const agent = {
    url: `${sandbox.url}/${seller}/mcp`,
    token: `sandbox-${seller}-token`,
    sellerAccountId: `acc_${seller}_main`,
  };
  const options = { pollSeconds: 0.3, deliverySeconds: 0.5, leaseMs: 10_000 };
  const vault = makeVault([Buffer.alloc(32, 7)]);
  const desk = await new EngineDesk({ db: database.db, vault, salesAgents, clock: systemClock, agent, options }).open();
  const answer = await desk.seller.getProducts(anyProduct(desk));
  if (answer.kind === "failed") throw new Error(answer.problem.message);
  const offers = answer.value.products.flatMap((product) => {
    const option = product.pricingOptions.find((one) => one.currency === "USD");
    return option ? [{ product, option }] : [];
  });
  const lines = offers.slice(0, 2).map(({ product, option }) => ({
    productId: product.productId,
    pricingOptionId: option.pricingOptionId,
    budgetMicros: 30_000_000_000n,
    ...(option.fixedPriceMicros === null ? { bidMicros: (option.floorPriceMicros ?? 5_000_000n) * 2n } : {}),
  }));
  const startAt = addMillis(systemClock(), 86_400_000).replace(/T.*/, "T00:00:00.000Z");
  const flight = { startAt, endAt: addMillis(startAt, 30 * 86_400_000) };
  return { desk, lines, flight };
}

function anyProduct(desk: EngineDesk) {
  const anywhere = { brandDomain: "northwind-coffee.example", startDay: null, endDay: null, countries: [] };
  return { brief: "", account: desk.account, currency: "USD", ...anywhere };
}

function work(desk: EngineDesk): Worker {
  const worker = startWorker(desk.ports, desk.options);
  workers.push(worker);
  return worker;
}

const until = { timeout: 90_000, interval: 50 };

test("three sellers end in their three ways: at once, after review, refused", async () => {
  const [prompt, careful, awkward] = await Promise.all([deskAt("prompt"), deskAt("careful"), deskAt("awkward")]);
  work(prompt.desk);
  const released = [
    await prompt.desk.plan(prompt.lines, prompt.flight),
    await careful.desk.plan(careful.lines, careful.flight),
    await awkward.desk.plan(awkward.lines, {
      ...awkward.flight,
      poNumber: "[create:refuse:POLICY_VIOLATION|Not this one]",
    }),
  ];
  const states = () => Promise.all(released.map(async ({ changeId }) => (await prompt.desk.change(changeId)).state));
  await expect.poll(states, until).toEqual(["settled", "settled", "refused"]);
  const [first, second, third] = await Promise.all(released.map(({ mediaBuyId }) => prompt.desk.buy(mediaBuyId)));
  for (const buy of [first, second]) {
    expect(buy?.sellerMediaBuyId).not.toBeNull();
    expect(buy?.packages.every((pack) => pack.sellerPackageId !== null)).toBe(true);
    expect(buy?.totalMicros).toBe(60_000_000_000n);
  }
  expect(third).toMatchObject({ status: "FAILED" });
  expect(third?.blockedBy).toContain("Not this one");
  for (const { changeId } of released.slice(0, 2)) {
    const verdicts = decodeVerdicts((await prompt.desk.change(changeId)).verdicts ?? "[]");
    expect(verdicts.filter((one) => one.field.endsWith("budgetMicros")).map((one) => one.kind)).toEqual([
      "applied",
      "applied",
    ]);
    expect(verdicts.some((one) => one.kind === "changed" || one.kind === "ignored")).toBe(false);
  }
});

test("a create whose connection is cut is sent again under its key and is one buy at the seller", async () => {
  const { desk, lines, flight } = await deskAt("awkward");
  work(desk);
  const released = await desk.plan(lines, { ...flight, poNumber: "[create:drop]" });
  await expect.poll(async () => (await desk.change(released.changeId)).state, until).toBe("settled");
  expect(await desk.call(released.changeId)).toMatchObject({ attempts: 2, replayed: true });
  const read = await desk.seller.getMediaBuys(desk.account, null);
  const mine =
    read.kind === "ok"
      ? read.value.filter((buy) => buy.startAt === flight.startAt && buy.totalMicros === 60_000_000_000n)
      : [];
  const known = await database.db.mediaBuy.findMany({
    where: { sellerMediaBuyId: { in: mine.map((buy) => buy.mediaBuyId) } },
  });
  expect(known).toHaveLength(mine.length);
});

test("an update that the seller ignores is called ignored, one that it changes is called changed", async () => {
  const { desk, lines, flight } = await deskAt("awkward");
  work(desk);
  for (const [marker, kind] of [
    ["[update:ignore]", "ignored"],
    ["[update:change]", "changed"],
  ] as const) {
    const { changeId, mediaBuyId, packageIds } = await desk.plan(lines, { ...flight, poNumber: marker });
    await expect.poll(async () => (await desk.change(changeId)).state, until).toBe("settled");
    const [first = ""] = packageIds;
    const edit = await desk.edit(mediaBuyId, (values) => {
      const pack = values.packages[first];
      return pack
        ? { ...values, packages: { ...values.packages, [first]: { ...pack, budgetMicros: 31_000_000_000n } } }
        : values;
    });
    await expect.poll(async () => (await desk.change(edit.changeId)).state, until).toBe("settled");
    const verdicts = decodeVerdicts((await desk.change(edit.changeId)).verdicts ?? "[]");
    expect(verdicts.map((one) => one.kind)).toEqual([kind]);
  }
});

test("creatives assigned through an update make a buy run, and what it delivers arrives", async () => {
  const { desk, lines, flight } = await deskAt("prompt");
  work(desk);
  const { changeId, mediaBuyId, packageIds } = await desk.plan(lines.slice(0, 1), flight);
  await expect.poll(async () => (await desk.change(changeId)).state, until).toBe("settled");
  expect(await desk.buy(mediaBuyId)).toMatchObject({ status: "PENDING_CREATIVES" });
  const creativeId = await givenCreative(desk, lines[0]?.productId ?? "");
  const [first = ""] = packageIds;
  const edit = await desk.edit(mediaBuyId, (values) => {
    const pack = values.packages[first];
    return pack ? { ...values, packages: { [first]: { ...pack, creativeAssignments: [{ creativeId }] } } } : values;
  });
  await expect.poll(async () => (await desk.change(edit.changeId)).state, until).toBe("settled");
  const verdicts = decodeVerdicts((await desk.change(edit.changeId)).verdicts ?? "[]");
  expect(verdicts).toMatchObject([{ kind: "applied", found: creativeId, evidence: "read_back" }]);
  const assigned = () => database.db.creativeAssignment.findFirst({ where: { packageId: first } });
  await expect.poll(async () => (await assigned())?.approvalStatus, until).toBe("approved");
  await expect.poll(async () => (await desk.buy(mediaBuyId)).status, until).toBe("ACTIVE");
  await expect.poll(async () => (await desk.buy(mediaBuyId)).spendMicros > 0n, until).toBe(true);
  const rows = await database.db.deliveryRow.findMany({ where: { mediaBuyId } });
  expect(rows.length).toBeGreaterThan(0);
  expect(new Set(rows.map((row) => row.day)).size).toBe(rows.length);
});

/** An image in the seller's library and in ours. */
async function givenCreative(desk: EngineDesk, productId: string): Promise<string> {
  const formats = await desk.seller.listCreativeFormats();
  const products = await desk.seller.getProducts(anyProduct(desk));
  if (formats.kind === "failed" || products.kind === "failed") throw new Error("the sandbox does not answer");
  const wanted = products.value.products.find((one) => one.productId === productId)?.formatIds.map((one) => one.id);
  const format = formats.value.find((one) => wanted?.includes(one.formatId.id));
  if (!format) throw new Error("no format for the product");
  const creativeId = `cr-${desk.organisationId}`;
  const asset = { assetUrl: "https://cdn.example/a.png", clickUrl: "https://b.example/", durationMs: null };
  const upload = {
    creativeId,
    name: "Autumn",
    format,
    kind: "image" as const,
    width: format.width,
    height: format.height,
    ...asset,
  };
  await desk.seller.sendSyncCreatives(desk.seller.freezeSyncCreatives(desk.account, [upload]), crypto.randomUUID());
  const at = new Date(systemClock());
  const { organisationId } = desk;
  const row = { id: crypto.randomUUID(), organisationId, name: "Autumn", kind: "image", creativeId, createdById: "u" };
  await database.db.creative.create({ data: { ...row, createdAt: at, updatedAt: at } });
  return creativeId;
}
