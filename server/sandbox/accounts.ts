import { createHash } from "node:crypto";
import { iso } from "./clock";
import { refuse } from "./errors";
import type { AccountRecord, Json } from "./model";
import { paginate } from "./pagination";
import type { Seller } from "./seller";

interface NaturalKey {
  brand: { domain: string };
  operator: string;
  sandbox?: boolean;
}

export type AccountRef = { account_id: string } | NaturalKey;

const keyOf = (ref: NaturalKey): string =>
  `${ref.brand.domain.toLowerCase()}|${ref.operator.toLowerCase()}|${ref.sandbox === true ? "sandbox" : "live"}`;

function newAccount(seller: Seller, ref: NaturalKey, listed: boolean): AccountRecord {
  const key = keyOf(ref);
  const digest = createHash("sha256").update(key).digest("hex").slice(0, 10);
  const sandbox = ref.sandbox === true;
  return {
    account_id: `acc_${seller.profile.id}_${digest}`,
    key,
    name: `${ref.brand.domain} by ${ref.operator}${sandbox ? " (sandbox)" : ""}`,
    brand: { domain: ref.brand.domain.toLowerCase() },
    operator: ref.operator.toLowerCase(),
    billing: "operator",
    status: "active",
    sandbox,
    listed,
  };
}

const save = (seller: Seller, account: AccountRecord): void => seller.store.put("account", "", account.key, account);

/** The accounts every seller opens with: one live and one sandbox, for the demo brand. */
export function seedAccounts(seller: Seller): void {
  const demo = { brand: { domain: "northwind-coffee.example" }, operator: "flightdeck-demo.example" };
  const seeds: [id: string, name: string, ref: NaturalKey][] = [
    [`acc_${seller.profile.id}_main`, `Northwind Coffee at ${seller.profile.name}`, demo],
    [
      `acc_${seller.profile.id}_sandbox`,
      `Northwind Coffee at ${seller.profile.name} (sandbox)`,
      { ...demo, sandbox: true },
    ],
  ];
  for (const [account_id, name, ref] of seeds) {
    if (seller.store.get("account", "", keyOf(ref)) !== undefined) continue;
    save(seller, { ...newAccount(seller, ref, true), account_id, name, payment_terms: "net_30" });
  }
}

export const ACCOUNT_STATUSES = [
  "active",
  "pending_approval",
  "rejected",
  "payment_required",
  "suspended",
  "closed",
] as const;

export const allAccounts = (seller: Seller): AccountRecord[] => all(seller);

const all = (seller: Seller): AccountRecord[] => seller.store.list<AccountRecord>("account", "");

/** A buyer that synced only a sandbox account and forgets the flag means that one; no live account is opened for it. */
function syncedSandbox(seller: Seller, ref: NaturalKey): AccountRecord | undefined {
  if (ref.sandbox !== undefined) return undefined;
  const account = seller.store.get<AccountRecord>("account", "", keyOf({ ...ref, sandbox: true }));
  return account?.listed === true ? account : undefined;
}

/**
 * Finds an account by id or by natural key. An unknown natural key opens an account at once (this seller asks for no
 * operator login); an unknown id is null, which the SDK answers with ACCOUNT_NOT_FOUND.
 */
export function resolveAccount(seller: Seller, ref: AccountRef): AccountRecord | null {
  if ("account_id" in ref) return all(seller).find((account) => account.account_id === ref.account_id) ?? null;
  const known = seller.store.get<AccountRecord>("account", "", keyOf(ref)) ?? syncedSandbox(seller, ref);
  if (known !== undefined) return known;
  const opened = newAccount(seller, ref, false);
  save(seller, opened);
  return opened;
}

/** The account that a request names; the SDK has resolved it before, so it is there. */
export function accountOf(seller: Seller, args: Json): AccountRecord {
  const account = resolveAccount(seller, args.account as AccountRef);
  if (account === null) throw refuse("ACCOUNT_NOT_FOUND", "There is no such account.", { field: "account" });
  return account;
}

export const accountByKey = (seller: Seller, key: string): AccountRecord | undefined =>
  seller.store.get<AccountRecord>("account", "", key);

/** As `core/account.json`. */
export function accountToWire(seller: Seller, account: AccountRecord): Json {
  const { account_id, name, status, brand, operator, billing, payment_terms, sandbox } = account;
  return {
    account_id,
    name,
    status,
    brand,
    operator,
    billing,
    account_scope: "operator_brand",
    ...(payment_terms === undefined ? {} : { payment_terms }),
    ...(status === "pending_approval" ? { setup: setupOf(seller, account) } : {}),
    sandbox,
  };
}

const SETUP_DAYS = 7;

/** The page is this seller's own, beside its agent. */
function setupOf(seller: Seller, { account_id }: AccountRecord): Json {
  const page = new URL(`/${seller.profile.id}/setup/${encodeURIComponent(account_id)}`, seller.url);
  return {
    url: page.href,
    message: "Accept the terms of business before the first order.",
    expires_at: iso(seller.now() + SETUP_DAYS * 86_400_000),
  };
}

/** list_accounts. */
export function listAccounts(seller: Seller, args: Json): Json {
  const shown = all(seller)
    .filter((account) => account.listed)
    .filter((account) => args.status === undefined || account.status === args.status)
    .filter((account) => args.sandbox === undefined || account.sandbox === args.sandbox);
  const { items, pagination } = paginate(shown, args);
  return { accounts: items.map((account) => accountToWire(seller, account)), pagination };
}

interface AccountSync extends NaturalKey {
  billing?: string;
  payment_terms?: string;
}

function syncOne(seller: Seller, wanted: AccountSync, dryRun: boolean): Json {
  const known = seller.store.get<AccountRecord>("account", "", keyOf(wanted));
  const base = known ?? { ...newAccount(seller, wanted, true), status: firstStatus(seller, wanted) };
  const next: AccountRecord = {
    ...base,
    listed: true,
    billing: wanted.billing ?? base.billing,
    ...(wanted.payment_terms === undefined ? {} : { payment_terms: wanted.payment_terms }),
  };
  const changed = JSON.stringify(known) !== JSON.stringify(next);
  if (changed && !dryRun) save(seller, next);
  const action = known === undefined ? "created" : changed ? "updated" : "unchanged";
  return { ...accountToWire(seller, next), action };
}

/** Real money at a seller that wants its terms accepted first. */
const firstStatus = (seller: Seller, wanted: AccountSync): string =>
  seller.wantsSetup && wanted.sandbox !== true ? "pending_approval" : "active";

/** sync_accounts. */
export function syncAccounts(seller: Seller, args: Json): Json {
  const dryRun = args.dry_run === true;
  const wanted = (args.accounts ?? []) as AccountSync[];
  const accounts = seller.store.atomically(() => wanted.map((one) => syncOne(seller, one, dryRun)));
  return { accounts, ...(dryRun ? { dry_run: true } : {}) };
}

export function setAccountStatus(seller: Seller, accountId: string, status: string): string | undefined {
  const account = all(seller).find((one) => one.account_id === accountId);
  if (account === undefined) return undefined;
  save(seller, { ...account, status });
  return account.status;
}

const GATE: Record<string, readonly string[]> = {
  create: ["active"],
  update: ["active", "payment_required"],
  read: ["active", "payment_required", "suspended"],
};

const REFUSALS: Record<string, string> = {
  payment_required: "ACCOUNT_PAYMENT_REQUIRED",
  pending_approval: "ACCOUNT_SETUP_REQUIRED",
};

/** Refuses what the account's status does not allow (accounts overview, operations gate). */
export function requireOpen(account: AccountRecord, need: "create" | "update" | "read"): void {
  if (GATE[need]?.includes(account.status) === true) return;
  const code = REFUSALS[account.status] ?? "ACCOUNT_SUSPENDED";
  throw refuse(code, `This account is ${account.status.replace("_", " ")}.`, { field: "account" });
}
