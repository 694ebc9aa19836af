import { DomainError } from "@/server/domain/errors";
import type { FormatId } from "@/server/domain/media-buy/product";
import { money, toWireNumber } from "@/server/domain/money";
import type { AccountRef, FrozenRequest } from "../sales-agent";
import { canonicalJson } from "./canonical-json";

export const version = { adcp_major_version: 3 };

export function accountToWire(account: AccountRef): Record<string, unknown> {
  return account.kind === "id"
    ? { account_id: account.accountId }
    : {
        brand: { domain: account.brandDomain },
        operator: account.operator,
        ...(account.sandbox ? { sandbox: true } : {}),
      };
}

export function formatToWire(format: FormatId): Record<string, unknown> {
  return { agent_url: format.agentUrl, id: format.id };
}

/** Micros → the number in the currency's units. */
export function amount(micros: bigint, currency: string): number {
  return toWireNumber(money(micros, currency));
}

/** The wire's counts are JSON numbers: beyond 2^53 they would change on the way. */
export function count(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new DomainError("INVALID_INPUT", "The number of impressions is larger than can be sent");
  }
  return Number(value);
}

/** A key that is undefined is not sent; the wire knows no null (PATCH). */
export function frozen(tool: string, body: Readonly<Record<string, unknown>>): FrozenRequest {
  return { tool, body: canonicalJson({ ...version, ...body }) };
}
