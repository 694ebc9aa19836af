import type { Db } from "../db/client";
import { addMillis, type Instant } from "../domain/time";
import { insertExchanges, type NewExchange } from "../repositories/exchanges";
import { newUuidV7 } from "../uuid";
import { testOrganisation } from "./test-desk";

export type ExchangeGiven = Partial<NewExchange>;

/** Stored exchanges, as the transcript's writer leaves them; each begins a second after the one before. Their ids. */
export async function givenExchanges(
  db: Db,
  at: Instant,
  exchanges: readonly ExchangeGiven[],
): Promise<readonly string[]> {
  const rows = exchanges.map((given, index) => ({ ...plain(addMillis(at, index * 1_000)), ...given }));
  await db.$transaction((tx) => insertExchanges(tx, rows));
  return rows.map((row) => row.id);
}

function plain(at: Instant): NewExchange {
  return {
    id: newUuidV7(),
    organisationId: testOrganisation,
    salesAgentId: null,
    at,
    direction: "out",
    protocol: "mcp",
    tool: "get_products",
    method: "POST",
    url: "https://seller.example/mcp",
    status: 200,
    milliseconds: 12,
    requestHeaders: { "content-type": "application/json" },
    requestBody: '{"jsonrpc":"2.0","method":"tools/call","params":{"name":"get_products","arguments":{}}}',
    responseHeaders: {},
    responseBody: '{"result":{}}',
    errorCode: null,
    error: null,
    sellerCallId: null,
    attempt: null,
    changeId: null,
    mediaBuyId: null,
    campaignId: null,
    replayOfId: null,
  };
}
