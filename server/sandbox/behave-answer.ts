import { parts, type Row, type Run } from "./behaviour";
import { refuse } from "./errors";
import type { Json } from "./model";
import type { Seller } from "./seller";

const DAY_MS = 86_400_000;
const less = (amount: unknown): unknown => (typeof amount === "number" ? Math.round(amount * 90) / 100 : amount);

/** The same request with other numbers: budgets and bids 10 % lower, the end a day earlier. */
function otherValues(args: Json): Json {
  const packages = (args.packages as Json[] | undefined)?.map((pack) => ({
    ...pack,
    ...(pack.budget === undefined ? {} : { budget: less(pack.budget) }),
    ...(pack.bid_price === undefined ? {} : { bid_price: less(pack.bid_price) }),
  }));
  const end = args.end_time as string | undefined;
  return {
    ...args,
    ...(packages === undefined ? {} : { packages }),
    ...(end === undefined ? {} : { end_time: new Date(Date.parse(end) - DAY_MS).toISOString() }),
  };
}

/** `CODE|message|recovery`; the recovery may be a word that AdCP does not have. */
const refuseWith = (value: string) => (): never => {
  const [code, rest] = parts(value);
  const [message, recovery] = parts(rest);
  throw refuse(code || "POLICY_VIOLATION", message || "Bazaar Exchange does not accept this.", {
    ...(recovery === "" ? {} : { recovery }),
  });
};

/** Takes the first package alone and names the others as errors beside the success. */
function firstPackageOnly(_seller: Seller, args: Json, run: Run): Json {
  const packages = (args.packages ?? []) as Json[];
  const errors = packages.slice(1).map((_pack, index) => ({
    code: "PRODUCT_UNAVAILABLE",
    message: "There is no room for this package.",
    field: `packages[${index + 1}]`,
    recovery: "correctable",
  }));
  const reply = run({ ...args, packages: packages.slice(0, 1) });
  return errors.length === 0 ? reply : { ...reply, errors };
}

const without = (args: Json, field: string): Json => {
  const { [field]: _gone, ...rest } = args;
  return rest;
};

/** Asks the buyer something first: nothing is done, and the next request about the same order or buy is honest. */
const asks = (status: string, fallback: { reason: string; message: string }) => (value: string) => {
  const [reason, message] = parts(value);
  return (_seller: Seller, _args: Json, _run: Run): Json => ({
    status,
    ...(status === "input-required" ? { reason: reason || fallback.reason } : {}),
    message: (status === "input-required" ? message : value) || fallback.message,
  });
};

/** Misbehaviour in what the seller does and says, as AdCP. */
export const ANSWERS = {
  refuse: {
    does: "refuses; value is CODE, CODE|message or CODE|message|recovery (POLICY_VIOLATION when absent)",
    answer: refuseWith,
  },
  refuse_once: {
    does: "refuses a request the first time and takes the same request afterwards; value as for refuse",
    answer: refuseWith,
    limit: { times: 1, per: "content" },
  },
  ignore: {
    does: "answers success and changes nothing",
    answer: () => (seller, args, run) => seller.store.rehearse(() => run(args)),
  },
  change: {
    does: "answers success with other values: budgets and bids 10 % lower, end a day earlier",
    answer: () => (_seller, args, run) => run(otherValues(args)),
  },
  partial: {
    does: "takes the first package of the request; the others are errors beside the success",
    answer: () => firstPackageOnly,
  },
  ignore_revision: {
    does: "takes an update whatever revision it was made for (otherwise a stale one is CONFLICT)",
    answer: () => (_seller, args, run) => run(without(args, "revision")),
  },
  input_required: {
    does: "asks the buyer first: input-required, nothing done; the next request about it goes through. Value is REASON|question",
    answer: asks("input-required", { reason: "APPROVAL_REQUIRED", message: "Who signs this order at your side?" }),
    limit: { times: 1, per: "subject" },
  },
  auth_required: {
    does: "answers auth-required, nothing done; the next request about it goes through. Value is the text",
    answer: asks("auth-required", { reason: "", message: "Please reconnect your account with us." }),
    limit: { times: 1, per: "subject" },
  },
} satisfies Record<string, Row>;
