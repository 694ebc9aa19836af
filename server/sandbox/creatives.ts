import { isTerminal, saveBuy, settle, touch } from "./buy-state";
import { creativeStatus, rejectionReason } from "./creative-review";
import { refuse } from "./errors";
import { knowsFormat } from "./formats";
import type {
  AccountRecord,
  BuyRecord,
  CreativeAssignment,
  CreativeRecord,
  FormatId,
  Json,
  PackageRecord,
} from "./model";
import { nowIso, type Seller } from "./seller";

interface WantedCreative {
  creative_id: string;
  name: string;
  format_id: FormatId;
  assets: Json;
  tags?: string[];
}

interface Problem {
  code: string;
  message: string;
}

const load = (seller: Seller, key: string, id: string): CreativeRecord | undefined =>
  seller.store.get<CreativeRecord>("creative", key, id);

/** Why the creative cannot go on the package, or nothing. */
export function assignmentProblem(seller: Seller, key: string, pack: PackageRecord, id: string): Problem | undefined {
  const creative = load(seller, key, id);
  if (creative === undefined)
    return { code: "CREATIVE_NOT_FOUND", message: `There is no creative "${id}" in the library.` };
  const fits = pack.format_ids.some((format) => format.id === creative.format_id.id);
  if (fits) return undefined;
  const takes = pack.format_ids.map((format) => format.id).join(", ");
  return {
    code: "INVALID_REQUEST",
    message: `The format ${creative.format_id.id} does not fit; this package takes ${takes}.`,
  };
}

const liveBuys = (seller: Seller, key: string): BuyRecord[] =>
  seller.store.list<BuyRecord>("buy", key).filter((buy) => !isTerminal(buy.status));

const usersOf = (seller: Seller, key: string, id: string): BuyRecord[] =>
  liveBuys(seller, key).filter((buy) =>
    buy.packages.some((pack) => pack.creative_assignments.some((one) => one.creative_id === id)),
  );

/** Books what running buys delivered with the creative so far, before its review starts again. */
function settleUsers(seller: Seller, key: string, id: string): void {
  for (const buy of usersOf(seller, key, id)) {
    settle(seller, touch(seller, buy));
    saveBuy(seller, buy);
  }
}

/** A buy that was waiting for the creative notices it now, not when somebody happens to look. */
function tellUsers(seller: Seller, key: string, id: string): void {
  for (const buy of usersOf(seller, key, id)) touch(seller, buy);
}

const changed = (old: CreativeRecord, wanted: WantedCreative): string[] => [
  ...(old.name === wanted.name ? [] : ["name"]),
  ...(old.format_id.id === wanted.format_id.id ? [] : ["format_id"]),
  ...(JSON.stringify(old.assets) === JSON.stringify(wanted.assets) ? [] : ["assets"]),
];

function recordOf(
  seller: Seller,
  account: AccountRecord,
  wanted: WantedCreative,
  old?: CreativeRecord,
): CreativeRecord {
  const stamp = nowIso(seller);
  return {
    creative_id: wanted.creative_id,
    account_key: account.key,
    name: wanted.name,
    format_id: wanted.format_id,
    assets: wanted.assets,
    tags: wanted.tags ?? old?.tags ?? [],
    submitted_ms: seller.now(),
    resubmitted: old !== undefined,
    created_date: old?.created_date ?? stamp,
    updated_date: stamp,
  };
}

function answer(seller: Seller, creative: CreativeRecord, action: string, changes: string[]): Json {
  const status = creativeStatus(seller, creative);
  return {
    creative_id: creative.creative_id,
    action,
    status,
    platform_id: `${seller.profile.id}-${creative.creative_id}`,
    ...(changes.length === 0 ? {} : { changes }),
    ...(status === "rejected" ? { warnings: [rejectionReason(creative)] } : {}),
  };
}

function syncOne(seller: Seller, account: AccountRecord, wanted: WantedCreative, dryRun: boolean): Json {
  const { creative_id } = wanted;
  if (!knowsFormat(seller, wanted.format_id)) {
    const message = `We know no format "${wanted.format_id.id}"; see list_creative_formats.`;
    return { creative_id, action: "failed", errors: [{ code: "INVALID_REQUEST", message, field: "format_id" }] };
  }
  const old = load(seller, account.key, creative_id);
  const changes = old === undefined ? [] : changed(old, wanted);
  if (old !== undefined && changes.length === 0) return answer(seller, old, "unchanged", []);
  const next = recordOf(seller, account, wanted, old);
  if (!dryRun) {
    settleUsers(seller, account.key, creative_id);
    seller.store.put("creative", account.key, creative_id, next);
    tellUsers(seller, account.key, creative_id);
  }
  return answer(seller, next, old === undefined ? "created" : "updated", changes);
}

interface WantedAssignment extends Omit<CreativeAssignment, "assigned_at"> {
  package_id: string;
}

/** Adds one assignment to a package of a running buy; the text says why not, when not. */
function assign(seller: Seller, key: string, wanted: WantedAssignment): string | undefined {
  const { package_id, ...assignment } = wanted;
  const buy = liveBuys(seller, key).find((one) => one.packages.some((pack) => pack.package_id === package_id));
  const pack = buy?.packages.find((one) => one.package_id === package_id);
  if (buy === undefined || pack === undefined) return `There is no open package "${package_id}".`;
  const problem = assignmentProblem(seller, key, pack, wanted.creative_id);
  if (problem !== undefined) return problem.message;
  settle(seller, touch(seller, buy));
  const others = pack.creative_assignments.filter((one) => one.creative_id !== wanted.creative_id);
  pack.creative_assignments = [...others, { ...assignment, assigned_at: nowIso(seller) }];
  saveBuy(seller, buy);
  touch(seller, buy);
  return undefined;
}

function withAssignments(seller: Seller, key: string, result: Json, wanted: WantedAssignment[]): Json {
  const own = wanted.filter((one) => one.creative_id === result.creative_id);
  if (own.length === 0 || result.action === "failed") return result;
  const outcomes = own.map((one) => [one.package_id, assign(seller, key, one)] as const);
  const errors = Object.fromEntries(outcomes.filter(([, problem]) => problem !== undefined));
  const assigned_to = outcomes.filter(([, problem]) => problem === undefined).map(([id]) => id);
  return { ...result, assigned_to, ...(Object.keys(errors).length === 0 ? {} : { assignment_errors: errors }) };
}

function archiveOthers(seller: Seller, key: string, kept: readonly string[]): Json[] {
  const others = seller.store.list<CreativeRecord>("creative", key).filter((one) => !kept.includes(one.creative_id));
  return others
    .filter((one) => one.forced_status !== "archived")
    .map((one) => {
      settleUsers(seller, key, one.creative_id);
      seller.store.put("creative", key, one.creative_id, { ...one, forced_status: "archived" });
      return { creative_id: one.creative_id, action: "deleted" };
    });
}

/** sync_creatives: upsert by id, then additive assignments. */
export function syncCreatives(seller: Seller, account: AccountRecord, args: Json): Json {
  const dryRun = args.dry_run === true;
  const all = (args.creatives ?? []) as WantedCreative[];
  const scope = args.creative_ids as string[] | undefined;
  const wanted = scope === undefined ? all : all.filter((one) => scope.includes(one.creative_id));
  const assignments = (args.assignments ?? []) as WantedAssignment[];
  return seller.store.atomically(() => {
    const synced = wanted.map((one) => syncOne(seller, account, one, dryRun));
    const creatives = dryRun ? synced : synced.map((one) => withAssignments(seller, account.key, one, assignments));
    const purge = args.delete_missing === true && !dryRun;
    const gone = purge
      ? archiveOthers(
          seller,
          account.key,
          all.map((one) => one.creative_id),
        )
      : [];
    const flags = { ...(dryRun ? { dry_run: true } : {}), ...(account.sandbox ? { sandbox: true } : {}) };
    return { creatives: [...creatives, ...gone], ...flags };
  });
}

type InlineCreative = WantedCreative & Pick<CreativeAssignment, "weight" | "placement_ids">;

/** Creatives sent along with a package go to the library; the way to change one that is there is sync_creatives. */
export function storeInlineCreatives(seller: Seller, account: AccountRecord, request: Json, path: string): void {
  for (const [index, wanted] of ((request.creatives ?? []) as InlineCreative[]).entries()) {
    const field = `${path}.creatives[${index}].creative_id`;
    const old = load(seller, account.key, wanted.creative_id);
    if (old !== undefined) {
      const message = `There is a creative "${wanted.creative_id}" in the library.`;
      throw refuse("CREATIVE_ID_EXISTS", message, { field, suggestion: "Assign it, or change it by sync_creatives." });
    }
    const { errors } = syncOne(seller, account, wanted, false) as { errors?: Problem[] };
    const problem = errors?.[0];
    if (problem !== undefined) throw refuse(problem.code, problem.message, { field });
  }
}

/** Puts them on the package as well, beside what is assigned to it. */
export function assignInlineCreatives(seller: Seller, request: Json, pack: PackageRecord): void {
  for (const { creative_id, weight, placement_ids } of (request.creatives ?? []) as InlineCreative[]) {
    if (pack.creative_assignments.some((one) => one.creative_id === creative_id)) continue;
    pack.creative_assignments.push({
      creative_id,
      ...(weight === undefined ? {} : { weight }),
      ...(placement_ids === undefined ? {} : { placement_ids }),
      assigned_at: nowIso(seller),
    });
  }
}
