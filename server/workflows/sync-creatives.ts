import type { Tx } from "../db/client";
import { accountFor } from "../domain/account/account-choice";
import { gateRefusal } from "../domain/account/status-gate";
import { planSync, type SyncPlan, type SyncTarget } from "../domain/creative/plan-sync";
import { DomainError, notFound } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import type { AccountRecord } from "../repositories/accounts";
import { recordAudit } from "../repositories/audit";
import { chosenAccounts } from "../repositories/campaign-accounts";
import { getCampaign } from "../repositories/campaigns";
import { insertChangeSet } from "../repositories/change-sets";
import { wantedFormats } from "../repositories/creative-assignments";
import { type CreativeRecord, getCreatives } from "../repositories/creatives";
import { listSalesAgents, type SalesAgentRecord } from "../repositories/sales-agents";
import { queueAtSeller } from "../repositories/seller-creatives";
import type { CreativeUpload } from "../sales-agents/creative-exchange";
import type { FrozenRequest } from "../sales-agents/sales-agent";
import { accountRefOf, endpointOf } from "../seller-calls/endpoints";
import { releaseChange } from "../seller-calls/release-change";
import { choiceOf } from "./campaign-accounts";
import { assetAddress } from "./read-asset";
import { type FormatsByAgent, freshFormats } from "./refresh-formats";

type Named = { readonly id: string; readonly name: string };

export type SyncOutcome = {
  /** What can be followed; null: there was nothing to send. */
  readonly changeSetId: string | null;
  readonly sent: readonly { readonly salesAgent: Named; readonly creative: Named; readonly format: string }[];
  readonly leftOut: readonly { readonly salesAgent: Named; readonly creative: Named; readonly reason: string }[];
};

/**
 * Sends creatives to the agents' libraries: to each the ones that fit one of its formats, in the best of them, as one change
 * per (agent, account) without an approver, because nothing is spent. What is not sent comes back with its reason.
 */
export async function syncCreatives(
  ports: Ports,
  actor: Actor,
  input: {
    readonly creativeIds: readonly string[];
    /** null: every agent of the organisation. */
    readonly salesAgentIds: readonly string[] | null;
    readonly campaignId: string | null;
  },
): Promise<SyncOutcome> {
  const { organisationId } = actor;
  const creatives = await getCreatives(ports.db, organisationId, [...new Set(input.creativeIds)]);
  const agents = await chosenAgents(ports, organisationId, input.salesAgentIds);
  const accountAt = await accountsOf(ports, organisationId, input.campaignId);
  const formats = await freshFormats(
    ports,
    organisationId,
    agents.map((agent) => agent.id),
  );
  const wanted = await wantedFormats(
    ports.db,
    organisationId,
    creatives.map((creative) => creative.id),
  );
  const plans: AgentPlan[] = [];
  for (const agent of agents) {
    const target = targetOf(agent, accountAt(agent), formats);
    const plan = planSync(creatives, target, (creative) => ({
      status: creative.atSellers.find((at) => at.salesAgentId === agent.id) ?? null,
      wanted: wanted.get(`${creative.id}/${agent.id}`) ?? [],
    }));
    plans.push({ agent, target, plan, request: await freeze(ports, organisationId, target, plan) });
  }
  const outcome = await ports.inTransaction((tx) => stage(ports, tx, actor, input.campaignId, plans));
  if (outcome.changeSetId !== null) ports.wakeWorker();
  return outcome;
}

type AgentPlan = {
  readonly agent: SalesAgentRecord;
  readonly target: SyncTarget;
  readonly plan: SyncPlan<CreativeRecord>;
  /** null: nothing goes to this agent. */
  readonly request: FrozenRequest | null;
};

async function chosenAgents(
  ports: Ports,
  organisationId: string,
  ids: readonly string[] | null,
): Promise<readonly SalesAgentRecord[]> {
  const agents = await listSalesAgents(ports.db, organisationId);
  if (ids === null) return agents;
  const chosen = agents.filter((agent) => ids.includes(agent.id));
  if (chosen.length !== new Set(ids).size) throw notFound("A sales agent");
  return chosen;
}

/** The account that the campaign buys on at an agent; without a campaign, the agent's default. NOT_FOUND for another's campaign. */
async function accountsOf(ports: Ports, organisationId: string, campaignId: string | null) {
  if (campaignId === null) {
    return ({ accounts }: SalesAgentRecord) => accountFor(accounts, { brandDomain: null, chosenAccountId: null });
  }
  const campaign = await getCampaign(ports.db, organisationId, campaignId);
  const chosen = await chosenAccounts(ports.db, organisationId, campaignId);
  return ({ id, accounts }: SalesAgentRecord) => accountFor(accounts, choiceOf(campaign, chosen.get(id) ?? null));
}

function targetOf(agent: SalesAgentRecord, account: AccountRecord | undefined, formats: FormatsByAgent): SyncTarget {
  return {
    salesAgentId: agent.id,
    account: account ?? null,
    refusal: account ? gateRefusal(account, agent.name, "sync_creatives") : null,
    tools: agent.capabilities?.tools ?? null,
    formats: formats.known.get(agent.id)?.formats ?? null,
    problem: formats.problems.get(agent.id) ?? null,
  };
}

async function freeze(
  ports: Ports,
  organisationId: string,
  target: SyncTarget,
  plan: SyncPlan<CreativeRecord>,
): Promise<FrozenRequest | null> {
  if (plan.send.length === 0 || target.account === null) return null;
  const uploads = plan.send.map(({ creative, format }): CreativeUpload => {
    const { creativeId, name, kind, clickUrl, width, height, durationMs } = creative;
    const assetUrl = addressOf(ports, creative);
    return { creativeId, name, format, kind, assetUrl, clickUrl, width, height, durationMs };
  });
  const agent = ports.salesAgents(await endpointOf(ports.db, ports, organisationId, target.salesAgentId));
  return agent.freezeSyncCreatives(accountRefOf(target.account), uploads);
}

function addressOf(ports: Ports, creative: CreativeRecord): string {
  const { uploadId, assetUrl, organisationId, name } = creative;
  const address = uploadId === null ? assetUrl : assetAddress(ports, organisationId, uploadId);
  if (address === null) throw new DomainError("INVALID_INPUT", `${name} has no address that a seller could fetch`);
  return address;
}

async function stage(
  ports: Ports,
  tx: Tx,
  actor: Actor,
  campaignId: string | null,
  plans: readonly AgentPlan[],
): Promise<SyncOutcome> {
  const going = plans.flatMap(({ request, ...rest }) =>
    request === null ? [] : [{ ...rest, request, id: ports.newId() }],
  );
  const outcome = outcomeOf(plans);
  if (going.length === 0) return { changeSetId: null, ...outcome };
  const { organisationId } = actor;
  const changeSetId = ports.newId();
  const at = ports.clock();
  const title = titleOf(outcome.sent);
  await insertChangeSet(
    tx,
    {
      id: changeSetId,
      organisationId,
      campaignId,
      title,
      kind: "creatives",
      state: "approved",
      reason: "",
      authorId: actor.userId,
      at,
    },
    going.map(({ id, target, plan, request }) => ({
      id,
      mediaBuyId: null,
      salesAgentId: target.salesAgentId,
      accountId: target.account?.id ?? null,
      patch: { creatives: plan.send.map((item) => ({ id: item.creative.id, formatId: item.format.formatId })) },
      base: {},
      inverse: null,
      request,
      baseRevision: null,
      currency: null,
      deltaMicros: 0n,
    })),
  );
  for (const { id, target, plan } of going) {
    await queueAll(ports, tx, organisationId, target, plan);
    await releaseChange(tx, ports, id);
  }
  await recordAudit(tx, ports.newId(), {
    at,
    by: actor,
    action: "creative.sent",
    subjectType: "change_set",
    subjectId: changeSetId,
    campaignId,
    summary: title,
    after: outcome.sent,
  });
  return { changeSetId, ...outcome };
}

async function queueAll(
  ports: Ports,
  tx: Tx,
  organisationId: string,
  target: SyncTarget,
  plan: SyncPlan<CreativeRecord>,
): Promise<void> {
  const { salesAgentId, account } = target;
  if (account === null) return;
  for (const { creative, format } of plan.send) {
    const { formatId } = format;
    const row = { organisationId, creativeId: creative.id, salesAgentId, accountId: account.id, formatId };
    await queueAtSeller(tx, { id: ports.newId(), ...row });
  }
}

function outcomeOf(plans: readonly AgentPlan[]): Omit<SyncOutcome, "changeSetId"> {
  const named = ({ id, name }: Named): Named => ({ id, name });
  return {
    sent: plans.flatMap(({ agent, plan }) =>
      plan.send.map(({ creative, format }) => ({
        salesAgent: named(agent),
        creative: named(creative),
        format: format.name,
      })),
    ),
    leftOut: plans.flatMap(({ agent, plan }) =>
      plan.leftOut.map(({ creative, reason }) => ({ salesAgent: named(agent), creative: named(creative), reason })),
    ),
  };
}

function titleOf(sent: SyncOutcome["sent"]): string {
  const creatives = new Map(sent.map(({ creative }) => [creative.id, creative.name]));
  const sellers = new Map(sent.map(({ salesAgent }) => [salesAgent.id, salesAgent.name]));
  const one = (names: ReadonlyMap<string, string>, many: string) =>
    names.size === 1 ? [...names.values()][0] : `${names.size} ${many}`;
  return `Send ${one(creatives, "creatives")} to ${one(sellers, "sellers")}`;
}
