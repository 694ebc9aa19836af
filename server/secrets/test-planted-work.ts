import { randomBytes, randomUUID } from "node:crypto";
import { isTrackedEnvelope } from "@trpc/server";
import { expect, vi } from "vitest";
import { appRouter } from "../api/root";
import { createCallerFactory } from "../api/trpc";
import type { ChangeSetView } from "../api/views/change-view";
import type { ProductSearchView } from "../api/views/product-view";
import type { Auth } from "../auth/auth";
import { mailPlace } from "../auth/mailbox";
import type { Role } from "../domain/permissions";
import { addDays, dayIn, systemClock } from "../domain/time";
import type { Ports } from "../ports";
import { signingKeyPlace } from "../repositories/signing-keys";
import { secretPlace } from "../repositories/webhook-registrations";
import { echoPlace, tokenPlace } from "../webhooks/addresses";
import type { Secrets } from "./search-leaks";
import type { Front, Planted } from "./test-planted-front";

/** A desk at work in the name of one organisation, with planted credentials, at the sellers behind the front. */
export type PlantedDesk = {
  readonly ports: Ports;
  readonly auth: Auth;
  readonly organisationId: string;
  readonly adminEmail: string;
  readonly password: string;
  readonly planted: Planted;
  readonly front: Front;
  readonly wake: () => void;
  /** Grows with what is made on the way: keys, tokens, addresses. */
  readonly secrets: Secrets;
  /** All that the API has answered. */
  readonly answered: string[];
};

export const newSecret = (what: string) => `${what}-${randomBytes(18).toString("base64url")}`;

const callerOf = createCallerFactory(appRouter);

type Talk = ReturnType<typeof talkTo>;

function talkTo({ ports, organisationId, answered }: PlantedDesk) {
  function as(role: Role) {
    const actor = { organisationId, userId: `${organisationId}-${role}`, name: role, role, requestId: "canary" };
    return callerOf(() => ({ actor, requestId: "canary", mutationId: randomUUID(), ports: ports }));
  }

  /** Asks the API and keeps what it said, refusals too. */
  async function said<T>(answer: Promise<T>): Promise<T> {
    const text = (value: unknown) =>
      JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? `${inner}n` : inner));
    return answer.then(
      (value) => {
        answered.push(text(value) ?? "");
        return value;
      },
      (error: Error) => {
        answered.push(`${error.message} ${error.stack} ${text(error)}`);
        throw error;
      },
    );
  }

  async function lastOf<View>(events: AsyncIterable<unknown>): Promise<View> {
    let last: View | undefined;
    for await (const event of events) if (isTrackedEnvelope<View>(event)) last = event[1];
    if (last === undefined) throw new Error("Nothing was shown");
    answered.push(JSON.stringify(last, (_, inner: unknown) => (typeof inner === "bigint" ? `${inner}n` : inner)));
    return last;
  }
  return { as, said, lastOf };
}

/** Signs in, adds three agents, buys from them, is refused by one, replaces a credential, takes webhooks in, and looks at it all. */
export async function plantedWork(desk: PlantedDesk): Promise<void> {
  const talk = talkTo(desk);
  const { as, said, lastOf } = talk;
  await signedIn(desk);
  const agents = await addedAgents(desk, talk);
  const { changeSetId } = await submitted(talk);
  const { payloadHash } = await said(as("approver").changeSets.get({ changeSetId }));
  await said(as("approver").changeSets.approve({ changeSetId, payloadHash }));
  desk.wake();
  const done = await lastOf<ChangeSetView>(await as("viewer").changeSets.follow({ changeSetId }));
  const ends = done.changes.map(({ state, error }) => (state === "settled" ? state : `${state}: ${error?.message}`));
  expect(ends.sort()).toEqual([expect.stringMatching(/^refused: /), "settled", "settled"]);
  await refusedEverywhere(desk, talk, agents);
  desk.ports.log.info({ agents }, "the work is done");
  await collect(desk, agents);
  await everyView(desk, talk, agents);
}

async function signedIn(desk: PlantedDesk): Promise<void> {
  const reply = await desk.auth.api.signInEmail({
    body: { email: desk.adminEmail, password: desk.password },
    asResponse: true,
  });
  const cookie = decodeURIComponent(/session_token=([^;]+)/.exec(reply.headers.get("set-cookie") ?? "")?.[1] ?? "");
  desk.secrets.set("sessionCookie", cookie);
  desk.secrets.set("sessionSignature", cookie.split(".")[1] ?? "");
  desk.secrets.set("sessionToken", cookie.split(".")[0] ?? "");
  await secondFactor(
    desk,
    reply.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; "),
  );
}

/** A factor's seed and recovery codes, and the link of a letter. */
async function secondFactor(
  { auth, ports, secrets, adminEmail, password }: PlantedDesk,
  cookie: string,
): Promise<void> {
  const enrolment = await auth.api.enableTwoFactor({ body: { password }, headers: new Headers({ cookie }) });
  if (!("totpURI" in enrolment)) throw new Error("There is no seed");
  secrets.set("seedOfCodes", new URL(enrolment.totpURI).searchParams.get("secret") ?? "");
  for (const [index, one] of enrolment.backupCodes.entries()) secrets.set(`recoveryCode ${index}`, one);
  await auth.api.requestPasswordReset({ body: { email: adminEmail } });
  const { id, organisationId, bodySealed } = await ports.db.mail.findFirstOrThrow();
  const text = ports.vault.open(bodySealed, mailPlace(organisationId, id));
  secrets.set("resetToken", /token=([\w-]+)/.exec(text)?.[1] ?? "");
}

async function addedAgents({ front, planted }: PlantedDesk, { as, said }: Talk): Promise<readonly string[]> {
  const { salesAgents, webhooks } = as("admin");
  const common = { protocol: "mcp", sandbox: true } as const;
  const oauth = {
    scheme: "oauth_client_credentials",
    tokenUrl: `${front.url}/token`,
    clientId: "canary",
    scope: "",
  } as const;
  const credentials = {
    prompt: { scheme: "bearer", token: planted.bearer },
    careful: { scheme: "header", name: "X-Planted-Key", value: planted.header },
    awkward: { ...oauth, clientSecret: planted.clientSecret },
  } as const;
  const ids: string[] = [];
  for (const [seller, credential] of Object.entries(credentials)) {
    const agent = {
      ...common,
      name: seller,
      url: `${front.url}/${seller}/mcp`,
      signsRequests: seller !== "prompt",
      credential,
    };
    const { salesAgentId } = await said(salesAgents.add(agent));
    expect(await said(salesAgents.contact({ salesAgentId }))).toMatchObject({ kind: "ok" });
    ids.push(salesAgentId);
  }
  const careful = ids[1] ?? "";
  const { revision } = await said(as("viewer").webhooks.forAgent({ salesAgentId: careful }));
  await said(webhooks.setMode({ salesAgentId: careful, revision, mode: "hmac" }));
  return ids;
}

async function submitted({ as, said, lastOf }: Talk) {
  const planner = as("planner");
  const [brand] = await planner.campaigns.brands();
  const { campaignId } = await said(planner.campaigns.create({ name: "Canary" }));
  const today = dayIn(systemClock(), "UTC");
  const patch = {
    brandId: brand?.id ?? null,
    brief: "Jackets",
    startDay: addDays(today, 1),
    endDay: addDays(today, 30),
    totalMicros: 60_000_000_000n,
    currency: "USD",
    poNumber: "PO-1",
  };
  await said(planner.campaigns.saveDraft({ campaignId, revision: 1, patch }));
  const { searchId } = await said(planner.products.search({ campaignId }));
  const { products } = await lastOf<ProductSearchView>(await as("viewer").products.follow({ searchId }));
  // The first of each agent.
  const items = [
    ...new Map(
      products.toReversed().flatMap((product) => {
        const option = product.pricingOptions.find((one) => one.currency === "USD" && one.fixedPriceMicros !== null);
        return option
          ? [
              [
                product.salesAgent.id,
                { productSnapshotId: product.id, pricingOptionId: option.pricingOptionId },
              ] as const,
            ]
          : [];
      }),
    ).values(),
  ];
  expect(items).toHaveLength(3);
  await said(planner.packages.add({ campaignId, items }));
  const { packages } = await said(planner.packages.list({ campaignId }));
  const rows = packages.map(({ id: packageId, revision }) => ({ packageId, revision }));
  await said(planner.packages.split({ campaignId, mode: "even", totalMicros: 60_000_000_000n, rows }));
  const { campaign } = await said(planner.changeSets.review({ campaignId }));
  return said(planner.changeSets.submitCampaign({ campaignId, revision: campaign.revision, reason: "Autumn push" }));
}

/** A credential that the seller does not take any more, repeated in its refusal. */
async function refusedEverywhere(
  { secrets }: PlantedDesk,
  { as, said }: Talk,
  agents: readonly string[],
): Promise<void> {
  const stale = newSecret("stale");
  secrets.set("staleToken", stale);
  const salesAgentId = agents[0] ?? "";
  const { revision } = await said(as("viewer").salesAgents.get({ salesAgentId }));
  await said(as("admin").salesAgents.edit({ salesAgentId, revision, credential: { scheme: "bearer", token: stale } }));
  expect(await said(as("admin").salesAgents.contact({ salesAgentId }))).toMatchObject({ kind: "failed" });
}

/** Everything that was made on the way and nobody planted; then whatever the API can show. */
async function collect(
  { ports, organisationId, secrets, front }: PlantedDesk,
  agents: readonly string[],
): Promise<void> {
  const { db, vault } = ports;
  const careful = agents[1] ?? "";
  const { webhookSecretSealed } = await db.salesAgent.findUniqueOrThrow({ where: { id: careful } });
  secrets.set("webhookSecret", vault.open(webhookSecretSealed ?? "", secretPlace(organisationId, careful)));
  for (const row of await db.webhookRegistration.findMany()) {
    secrets.set(`webhookToken ${row.id}`, vault.open(row.tokenSealed, tokenPlace(organisationId, row.id)));
    secrets.set(`webhookEcho ${row.id}`, vault.open(row.echoSealed, echoPlace(organisationId, row.id)));
  }
  const key = await db.signingKey.findFirstOrThrow();
  const jwk = JSON.parse(vault.open(key.privateSealed, signingKeyPlace(organisationId, key.id))) as {
    readonly d: string;
  };
  secrets.set("signingKey", jwk.d);
  const keys = front.asked.flatMap(({ body }) =>
    [...body.matchAll(/"idempotency_key":"([^"]+)"/g)].map(([, one = ""]) => one),
  );
  for (const [index, one] of [...new Set(keys)].entries()) {
    // A webhook's key is the seller's event id, not ours.
    if (!front.asked.some(({ path: at, body }) => at.startsWith("/api/webhooks") && body.includes(one)))
      secrets.set(`idempotencyKey ${index}`, one);
  }
  await vi.waitFor(async () => expect(await db.webhookReceipt.count()).toBeGreaterThan(0), {
    timeout: 60_000,
    interval: 50,
  });
}

async function everyView({ ports }: PlantedDesk, { as, said }: Talk, agents: readonly string[]): Promise<void> {
  const viewer = as("admin");
  await said(viewer.salesAgents.list());
  await said(viewer.signingKeys.list());
  await said(viewer.activity.list({}));
  await said(viewer.inbox.list({}));
  await said(viewer.changeSets.list({ state: "all" }));
  for (const { id } of (await said(viewer.mediaBuys.list({}))).rows)
    await said(viewer.mediaBuys.get({ mediaBuyId: id }));
  for (const salesAgentId of agents) {
    await said(viewer.salesAgents.get({ salesAgentId }));
    await said(viewer.webhooks.forAgent({ salesAgentId }));
  }
  await vi.waitFor(
    async () => expect(await ports.db.exchange.count({ where: { direction: "in" } })).toBeGreaterThan(0),
    { timeout: 60_000, interval: 50 },
  );
  for (const { id } of await ports.db.exchange.findMany({ select: { id: true } })) {
    await said(viewer.transcript.get({ exchangeId: id }));
  }
}
