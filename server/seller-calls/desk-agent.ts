import { plainDetails } from "../domain/account/account-details";
import { encodeDetails } from "../domain/account/details-codec";
import type { AccountRef, AgentEndpoint } from "../sales-agents/sales-agent";
import { testEndpoint } from "../sales-agents/test-endpoint";
import { accountRefOf } from "./endpoints";

/** The agent of an EngineDesk, and its one account there. */
export type DeskAgent = {
  readonly url: string;
  readonly token: string;
  readonly sellerAccountId: string;
  readonly protocol?: AgentEndpoint["protocol"];
  readonly version?: AgentEndpoint["version"];
  /** Named by brand and operator instead of by its id. */
  readonly natural?: { readonly brandDomain: string; readonly operator: string };
};

type Ids = Pick<AgentEndpoint, "organisationId" | "salesAgentId">;

export function deskEndpoint({ url, token, protocol = "mcp", version = "3.0" }: DeskAgent, ids: Ids): AgentEndpoint {
  return testEndpoint(url, token, { ...ids, name: "Tagblatt", protocol, version });
}

/** Columns of the account's row. */
export function deskAccount({ sellerAccountId, natural }: DeskAgent) {
  const reference = natural ? ("natural" as const) : ("id" as const);
  const details = encodeDetails({ ...plainDetails, reference });
  return { sellerAccountId, ...natural, details, name: "Main", status: "active" };
}

export function deskAccountRef(agent: DeskAgent): AccountRef {
  return accountRefOf(deskAccount(agent));
}
