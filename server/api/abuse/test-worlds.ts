import { randomUUID } from "node:crypto";
import { auctionProduct } from "../../domain/campaign/test-plan";
import { encodeProposal } from "../../domain/media-buy/proposal";
import { newUuidV7 } from "../../uuid";
import { now } from "../routers/test-campaigns";
import { type TestDesk, testOrganisation } from "../test-desk";
import { givenExchanges } from "../test-exchanges";
import { givenVolume, type Volume } from "../test-volume";
import type { Node } from "./test-inputs";

/** The organisation whose rows nobody of the test's own may see. */
export const strangers = "0198a000-0000-7000-8000-000000000002";

/** One organisation's rows, by the word that inputs have for them. */
export type World = Volume & {
  readonly boughtPackageId: string;
  readonly boughtMediaBuyId: string;
  readonly submittedCampaignId: string;
  readonly brandId: string;
  readonly searchId: string;
  readonly proposalId: string;
  readonly scanId: string;
  readonly foundMediaBuyId: string;
  readonly uploadId: string;
  readonly exchangeId: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly apiKeyId: string;
  readonly lineId: string;
  readonly keyId: string;
  /** Of the submitted lines, as an approver is shown it. */
  readonly payloadHash: string;
  /** Of the running buy. */
  readonly revision: number;
};

const at = new Date(now);

/** Everything an input can name, once, in the test's own organisation. */
export async function givenWorld(desk: TestDesk): Promise<World> {
  const { db } = desk.ports;
  const volume = await givenVolume(desk, 1);
  const { salesAgentId, campaignId, mediaBuyId, changeId, changeSetId } = volume;
  const about = { salesAgentId, changeId, mediaBuyId, campaignId };
  const [exchangeId = ""] = await givenExchanges(db, now, [about]);
  const together = await db.mediaBuy.findFirstOrThrow({ where: { campaignId: volume.boughtCampaignId } });
  const bought = await db.package.findFirstOrThrow({ where: { mediaBuyId: together.id } });
  const { brandId } = await db.campaign.findUniqueOrThrow({ where: { id: campaignId } });
  const found = await db.foundMediaBuy.findFirstOrThrow({ where: { accountId: volume.accountId } });
  const { uploadId } = await db.creative.findUniqueOrThrow({ where: { id: volume.creativeId } });
  const search = await db.productSearch.findFirstOrThrow({ where: { campaignId } });
  const line = await db.change.findFirstOrThrow({ where: { changeSetId } });
  const { campaignId: submitted } = await db.changeSet.findUniqueOrThrow({ where: { id: changeSetId } });
  const admin = desk.as("admin");
  const { apiKeyId } = await admin.account.createApiKey({ name: "Own", scopes: ["desk:read"], days: null });
  const { keyId } = await admin.signingKeys.rotate({ current: null, isExposed: false });
  return {
    ...volume,
    boughtPackageId: bought.id,
    boughtMediaBuyId: together.id,
    submittedCampaignId: submitted ?? "",
    brandId: brandId ?? "",
    searchId: search.id,
    proposalId: await givenProposal(desk, volume),
    scanId: found.scanId,
    foundMediaBuyId: found.id,
    uploadId: uploadId ?? "",
    exchangeId,
    userId: await givenPerson(desk),
    sessionId: await givenSession(desk),
    apiKeyId,
    lineId: line.id,
    keyId,
    payloadHash: (await desk.as("approver").changeSets.get({ changeSetId })).payloadHash ?? "",
    revision: together.revision,
  };
}

async function givenProposal(desk: TestDesk, { campaignId, salesAgentId }: Volume): Promise<string> {
  const { db } = desk.ports;
  const id = newUuidV7();
  const answer = await db.productSearchAnswer.findFirstOrThrow({ where: { salesAgentId } });
  const allocation = { pricingOptionId: null, rationale: null, startAt: null, endAt: null, forecast: null };
  const proposal = encodeProposal({
    proposalId: "plan-a",
    name: "Plan A",
    description: null,
    briefAlignment: null,
    allocations: [{ ...allocation, productId: auctionProduct.productId, percentMicros: 100_000_000n }],
    status: "draft",
    expiresAt: null,
    guidance: null,
    forecast: null,
    insertionOrder: null,
    raw: "{}",
  });
  const place = { organisationId: testOrganisation, campaignId, salesAgentId, answerId: answer.id };
  const named = { proposalId: "plan-a", name: "Plan A", state: "offered", sellerStatus: "draft" };
  await db.proposal.create({ data: { id, ...place, ...named, proposal, createdAt: at, updatedAt: at } });
  return id;
}

/** With an id like those that people get; the desk's own are named after their roles. */
async function givenPerson(desk: TestDesk): Promise<string> {
  const id = newUuidV7();
  const person = { organisationId: testOrganisation, role: "viewer", name: "Vera", email: `${id}@agency.example` };
  await desk.ports.db.user.create({ data: { id, ...person, createdAt: at, updatedAt: at } });
  return id;
}

async function givenSession(desk: TestDesk): Promise<string> {
  const id = randomUUID();
  const stamps = { createdAt: at, updatedAt: at, expiresAt: new Date("2099-01-01T00:00:00.000Z") };
  await desk.ports.db.session.create({ data: { id, userId: `${testOrganisation}-admin`, token: id, ...stamps } });
  return id;
}

/** Gives all that there is so far to the strangers; the audit log stays, since nobody may rewrite it. */
export async function handToStrangers(desk: TestDesk, world: World): Promise<World> {
  const { db } = desk.ports;
  await desk.addOrganisation(strangers);
  const tables = await db.$queryRaw<{ readonly name: string }[]>`
    SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'organisationId'
    WHERE m.type = 'table' AND m.name <> 'AuditRow'`;
  for (const { name } of tables) {
    await db.$executeRawUnsafe(`UPDATE "${name}" SET "organisationId" = '${strangers}'`);
  }
  await db.$executeRawUnsafe(
    `UPDATE "User" SET id = replace(id, '${testOrganisation}', '${strangers}'), email = 'x' || email`,
  );
  await db.$executeRawUnsafe(`UPDATE "ApiKey" SET "userId" = replace("userId", '${testOrganisation}', '${strangers}')`);
  return world;
}

/** The words for rows: everything in a world but figures. */
export type Row = Exclude<keyof World, "revision" | "payloadHash">;

/** Places whose last word does not say by itself which row is meant. */
const places: readonly (readonly [RegExp, Row])[] = [
  [/^creatives\.(get|update|archive)\.id$/, "creativeId"],
  [/^transcript\.list\.cursor\.id$/, "exchangeId"],
  [/^signingKeys\.rotate\.current$/, "keyId"],
  [/\.actorId$/, "userId"],
  [/\.replayOfId$/, "exchangeId"],
  [/\.choice\.(ids|except)\[\]$/, "foundMediaBuyId"],
  [/\.lineIds\[\]$/, "lineId"],
  [/^changeSets\.(list\.cursor|moves\.changeSetIds\[\])$/, "changeSetId"],
  [/^inbox\.list\.cursor$/, "changeId"],
  [/^changeSets\.submitCampaign\.campaignId$/, "campaignId"],
  [/\.mediaBuyIds\[\]$/, "boughtMediaBuyId"],
  [/^steering\..*\.mediaBuyId$/, "boughtMediaBuyId"],
  [/^steering\.(?!editor).*\.?campaignId$/, "boughtCampaignId"],
  [/^steering\..*(packageIds\[\]|packages\{key\}|overrides\{key\}|(from|to)PackageId)$/, "boughtPackageId"],
  [/^inbox\.answer\.budgets\{key\}$/, "boughtPackageId"],
  [/^changeSets\.stageEdit\.mediaBuyId$/, "boughtMediaBuyId"],
  [/^changeSets\.stageEdit\.packages\{key\}$/, "boughtPackageId"],
  [/^creatives\.choicesFor\.packageId$/, "plannedPackageId"],
  [/^(packages|creatives)\..*packageId$/, "plannedPackageId"],
  [/[cC]reativeIds\[\]$/, "creativeId"],
  [/\.salesAgentIds\[\]$/, "salesAgentId"],
];

/** Which of a world's rows a place of an input names; null: none of ours. */
export function rowNamedAt(path: string, world: World): string | null {
  const [, key] = places.find(([pattern]) => pattern.test(path)) ?? [];
  const word = key ?? (/(\w+)$/.exec(path)?.[1] as Row | undefined);
  const row = word && world[word];
  return typeof row === "string" && row !== world.payloadHash ? row : null;
}

/** What made-up values would not fit: places with a pattern, a sum or a rule of their own. */
const fitting: Readonly<Record<string, (world: World) => unknown>> = {
  "changeSets.approve.payloadHash": ({ payloadHash }) => payloadHash,
  "changeSets.stageEdit.revision": ({ revision }) => revision,
  "proposals.sign.termsHash": () => "0".repeat(64),
  "members.change": ({ userId }) => ({ userId, role: "viewer" }),
  "products.refine.proposals": ({ proposalId }) => [{ proposalId, action: "omit", ask: "Less of it" }],
};
const endings: readonly (readonly [RegExp, unknown])[] = [
  [/\.currency$/, "EUR"],
  [/\.pacing$/, "even"],
  [/\.match_type$/, "broad"],
  [/\.frequency$/, "daily"],
  [/\.optimizationGoals$/, [{ kind: "metric", metric: "clicks" }]],
  [/\.countries\[\]$/, "DE"],
  [/\.deviceTypes\[\]$/, "desktop"],
  [/^(mediaBuys|campaigns|creatives)\.list\.cursor$/, null],
  [/\.timeZone$/, "Europe/Berlin"],
  [/\.pricingOptionId$/, "auction"],
];

const anyRow = new Proxy({} as World, { get: () => "0198a000-0000-7000-8000-00000000ffff" });

/** As `valueAt`, of rows that are nowhere: for inputs that are judged before any row is looked for. */
export function fittingValue(node: Node): unknown {
  return valueAt(node, anyRow);
}

/** The value of a place in an input of `world`; undefined: any that fits. */
export function valueAt({ path }: Node, world: World): unknown {
  const made = fitting[path]?.(world);
  if (made !== undefined) return made;
  const ending = endings.find(([pattern]) => pattern.test(path));
  return ending ? ending[1] : (rowNamedAt(path, world) ?? undefined);
}

/** Inputs that a made-up one does not stand for: everything at once is refused before its rows are looked for. */
export function moreInputs(path: string, world: World): readonly unknown[] {
  const { boughtMediaBuyId: mediaBuyId, boughtPackageId, creativeId, productSnapshotId, revision } = world;
  const bought = { productSnapshotId, pricingOptionId: "auction", budgetMicros: 1_000_000_000n };
  const edits = [
    { packages: { [boughtPackageId]: { budgetMicros: 900_000_000n } } },
    { packages: { [boughtPackageId]: { creativeIds: [creativeId] } } },
    { packages: { [boughtPackageId]: { assignments: [{ creativeId }] } } },
    { packages: { [boughtPackageId]: { newCreativeIds: [creativeId] } } },
  ];
  const news = [{ newPackages: [bought] }, { newPackages: [{ ...bought, creativeIds: [creativeId] }] }];
  if (path === "changeSets.stageEdit") return [...edits, ...news].map((edit) => ({ mediaBuyId, revision, ...edit }));
  if (path !== "steering.update") return [];
  return edits.map((edit) => ({ campaignId: world.boughtCampaignId, mediaBuys: [{ mediaBuyId, ...edit }] }));
}
