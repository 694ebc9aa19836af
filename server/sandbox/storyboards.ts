import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  listAllComplianceStoryboards,
  runStoryboard,
  type Storyboard,
  type StoryboardResult,
  type StoryboardRunOptions,
} from "@adcp/sdk/testing";
import { type Sandbox, startSandbox } from "./start-sandbox";
import { appliesTo, NOT_APPLICABLE } from "./storyboards-not-applicable";

export type GradedSeller = "prompt" | "careful";

/** The seller's own specialism is graded on a live account: for "careful" that is the way through human review. */
const LIVE: Record<GradedSeller, string> = { prompt: "sales_non_guaranteed", careful: "sales_guaranteed" };

/** Every storyboard of the SDK that is about something this seller does. */
export const applicable = (seller: GradedSeller): Storyboard[] =>
  listAllComplianceStoryboards().filter((storyboard) => appliesTo(seller, storyboard.id));

interface RunAccount {
  brand: { domain: string };
  operator: string;
  sandbox: boolean;
}

type Step = Storyboard["phases"][number]["steps"][number];

/**
 * The storyboards name three spellings of one account and the runner seeds under a fourth; sellers that keep accounts
 * apart, as these do, need one.
 */
function onOneAccount(step: Step, account: RunAccount): void {
  const sample = step.sample_request;
  if (sample?.account !== undefined) sample.account = account;
  const synced = sample?.accounts as object[] | undefined;
  if (synced?.length === 1 && synced[0] !== undefined) Object.assign(synced[0], account);
}

/**
 * The runner replaces dates that are past by the moment of the call, so that a replay would differ from the first call;
 * and the storyboard captures a key from a reply that has none and never uses it.
 */
function keepReplayEqual(step: Step): void {
  const sample = step.sample_request;
  for (const field of ["start_time", "end_time"]) {
    const text = sample?.[field];
    if (sample !== undefined && typeof text === "string") sample[field] = text.replace(/^\d{4}/, "2036");
  }
  const outputs = step.context_outputs?.filter((output) => output.path !== "idempotency_key");
  if (outputs !== undefined) step.context_outputs = outputs;
}

/** The storyboards name a proposal of their own; a seller's ids are its own, so they mean the one it has just offered. */
function onOfferedProposal(step: Step): void {
  const sample = step.sample_request as { proposal_id?: string; refine?: { proposal_id?: string }[] } | undefined;
  for (const one of [sample, ...(sample?.refine ?? [])]) {
    if (one?.proposal_id !== undefined) one.proposal_id = "$context.proposal_id";
  }
}

/** The storyboard without the steps that do not apply, with its requests fitted to the run and otherwise untouched. */
function fitted(storyboard: Storyboard, account: RunAccount): Storyboard {
  const copy = structuredClone(storyboard);
  for (const phase of copy.phases) {
    phase.steps = phase.steps.filter((step) => NOT_APPLICABLE[`${copy.id}/${step.id}`] === undefined);
    for (const step of phase.steps) {
      onOneAccount(step, account);
      onOfferedProposal(step);
      if (copy.id === "idempotency") keepReplayEqual(step);
    }
  }
  copy.phases = copy.phases.filter((phase) => phase.steps.length > 0);
  return copy;
}

const call = (name: string, args: unknown): string =>
  JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: args } });

/** The product that the universal storyboards buy without looking for one, put there through the test controller. */
async function seedTestProduct(url: string, token: string): Promise<void> {
  const product = { delivery_type: "guaranteed", channels: ["display"], format_ids: [{ id: "display_300x250" }] };
  const option = { pricing_model: "cpm", currency: "USD", fixed_price: 10 };
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const seeds = [
    { scenario: "seed_product", params: { product_id: "test-product", fixture: product } },
    ...["test-pricing", "default"].map((pricing_option_id) => ({
      scenario: "seed_pricing_option",
      params: { product_id: "test-product", pricing_option_id, fixture: option },
    })),
  ];
  for (const seed of seeds) {
    await fetch(url, { method: "POST", headers, body: call("comply_test_controller", seed) });
  }
}

async function withFreshSandbox<T>(reviewSeconds: number, work: (sandbox: Sandbox) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), "sandbox-storyboard-"));
  const sandbox = await startSandbox({ port: 0, dir, speed: 1440, reviewSeconds, demoAccounts: false });
  try {
    return await work(sandbox);
  } finally {
    await sandbox.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Runs one storyboard against a seller with nothing in it. */
export function grade(seller: GradedSeller, storyboard: Storyboard): Promise<StoryboardResult> {
  const live = LIVE[seller] === storyboard.id;
  return withFreshSandbox(live ? 1 : 5, async (sandbox) => {
    const url = `${sandbox.url}/${seller}/mcp`;
    const token = `sandbox-${seller}-token`;
    const brand = { domain: "acmeoutdoor.example" };
    const account = { brand, operator: brand.domain, sandbox: !live };
    await seedTestProduct(url, token);
    const options: StoryboardRunOptions = {
      protocol: "mcp",
      auth: { type: "bearer", token },
      allow_http: true,
      sandbox: !live,
      brand,
      context: { account },
      webhook_receiver: { mode: "loopback_mock" },
      test_kit: { auth: { api_key: token, probe_task: "list_creatives" } },
    };
    return runStoryboard(url, fitted(storyboard, account), options);
  });
}

/** The steps that did not pass or did not run; nothing may be skipped that is not listed as not applicable. */
export function complaints(result: StoryboardResult): string[] {
  const steps = result.phases.flatMap((phase) => phase.steps);
  const failed = steps
    .filter((step) => !step.passed && step.skipped !== true)
    .map((step) => `${step.step_id}: ${step.error ?? JSON.stringify(step.validations.filter((one) => !one.passed))}`);
  const skipped = steps
    .filter((step) => step.skipped === true)
    .map((step) => `${step.step_id} was skipped: ${step.skip_reason ?? "no reason given"}`);
  const rest = result.overall_passed || failed.length > 0 ? [] : ["an assertion over the whole storyboard failed"];
  return [...failed, ...skipped, ...rest];
}
