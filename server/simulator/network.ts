import type { Read, SalesAgent, WriteReply } from "../sales-agents/sales-agent";
import { problemOf } from "./problems";
import type { Process } from "./process";
import type { SimulatedSeller, Write } from "./simulated-seller";
import type { Random, VirtualTime } from "./virtual-time";

export type NetworkHost = {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly isCalm: () => boolean;
  readonly losses: boolean;
  /** Key → when it was first sent: what comes later with it is a repeat. */
  readonly firstSent: Map<string, number>;
};

const readTimeout = 30;
const never = new Promise<never>(() => undefined);
const facts = { milliseconds: 1, httpStatus: null, raw: null };

/** What may happen to one exchange; `arrives`: when the request reaches the seller, `answers`: when its reply reaches us. */
type Fate =
  | { readonly kind: "fine"; readonly arrives: number; readonly answers: number; readonly copyAfter: number | null }
  | { readonly kind: "lost" | "refused_connection" | "failed_before" | "busy" }
  | { readonly kind: "unclear"; readonly arrives: number; readonly code: string; readonly answers: number };

/** The wire between one process of ours and one seller. A process that has died hears nothing any more. */
export function agentOver(host: NetworkHost, seller: SimulatedSeller, process: Process): SalesAgent {
  const unused = () => Promise.reject(new Error("not part of the simulation"));
  const write = (tool: string) => (request: { readonly body: string }, key: string) =>
    send(host, seller, process, { tool, body: request.body, key, sentAt: firstSent(host, key) }) as Promise<
      WriteReply<never>
    >;
  const read = <T>(answer: () => T) => ask(host, seller, process, answer);
  return {
    getCapabilities: unused,
    listAccounts: unused,
    syncAccounts: unused,
    getAccountFinancials: unused,
    getProducts: unused,
    listCreativeFormats: unused,
    listCreatives: unused,
    freezeCreate: (account, intent) => ({ tool: "create_media_buy", body: JSON.stringify({ account, intent }) }),
    freezeUpdate: (account, intent) => ({ tool: "update_media_buy", body: JSON.stringify({ account, intent }) }),
    freezeSyncCreatives: () => ({ tool: "sync_creatives", body: "{}" }),
    sendCreate: write("create_media_buy"),
    sendUpdate: write("update_media_buy"),
    sendSyncCreatives: unused,
    listMediaBuyPage: unused,
    getMediaBuys: (_account, ids) => read(() => seller.list(ids)),
    getDelivery: () => Promise.resolve({ kind: "ok", value: [], milliseconds: 1 }),
    getTask: async (_account, taskId) => {
      const found = await read(() => seller.tasks.get(taskId));
      if (found.kind === "failed") return found;
      const { value } = found;
      if (value) return { ...found, value };
      return { kind: "failed", problem: problemOf("REFERENCE_NOT_FOUND"), milliseconds: 1 };
    },
  };
}

function firstSent(host: NetworkHost, key: string): number {
  const known = host.firstSent.get(key) ?? host.time.now;
  host.firstSent.set(key, known);
  return known;
}

function isOut(host: NetworkHost, seller: SimulatedSeller): boolean {
  return seller.traits.outages.some(({ from, to }) => host.time.now >= from && host.time.now < to);
}

type Odds = readonly (readonly [share: number, fate: (quick: number, random: Random) => Fate])[];

const soon = (arrives: number, random: Random): Fate => ({
  kind: "fine",
  arrives,
  answers: arrives + random() * 3,
  copyAfter: null,
});
const odds: Odds = [
  [0.08, () => ({ kind: "lost" })],
  [0.03, () => ({ kind: "refused_connection" })],
  [0.05, () => ({ kind: "failed_before" })],
  [0.04, () => ({ kind: "busy" })],
  // A late copy: it arrives when we have long given up.
  [0.04, (_, random) => unclear(readTimeout + random() * 250, "TIMEOUT", readTimeout)],
  [0.12, (quick) => unclear(quick, "TIMEOUT", readTimeout)],
  [0.05, (quick) => unclear(quick, "SERVER_ERROR", quick)],
  [0.03, (quick) => unclear(quick, "BAD_REPLY", quick)],
  // Longer than a lease: another worker takes the job over meanwhile.
  [0.02, (quick, random) => ({ kind: "fine", arrives: quick, answers: 80 + random() * 120, copyAfter: null })],
  [0.03, (quick, random) => ({ kind: "fine", arrives: quick, answers: quick + 1, copyAfter: random() * 150 })],
];

function unclear(arrives: number, code: string, answers: number): Fate {
  return { kind: "unclear", arrives, code, answers };
}

function fateOf(host: NetworkHost, seller: SimulatedSeller): Fate {
  const { random } = host;
  const quick = random() * 2;
  if (isOut(host, seller)) {
    const x = random();
    // Now and then a request gets through and only its reply does not.
    if (x < 0.1) return unclear(quick, "TIMEOUT", readTimeout);
    return { kind: x < 0.6 ? "lost" : "refused_connection" };
  }
  if (host.isCalm() || !host.losses) return soon(quick, random);
  let left = random();
  for (const [share, fate] of odds) {
    left -= share;
    if (left < 0) return fate(quick, random);
  }
  return soon(quick, random);
}

/** Resolves after `seconds` unless the process has died by then, or dies of it. */
function heard<T>(host: NetworkHost, process: Process, seconds: number, value: () => T): Promise<T> {
  return new Promise((resolve) => {
    host.time.after(seconds, () => {
      if (process.dead || process.mayDie("after-reply")) return;
      resolve(value());
    });
  });
}

function send(host: NetworkHost, seller: SimulatedSeller, process: Process, sent: Write): Promise<WriteReply<unknown>> {
  if (process.dead || process.mayDie("before-send")) return never;
  const fate = fateOf(host, seller);
  const failed = (kind: "unknown" | "unreachable", code: string): WriteReply<unknown> => ({
    ...facts,
    kind,
    problem: problemOf(code),
  });
  switch (fate.kind) {
    case "lost":
      return heard(host, process, readTimeout, () => failed("unknown", "TIMEOUT"));
    case "refused_connection":
      return heard(host, process, 1, () => failed("unreachable", "UNREACHABLE"));
    case "failed_before":
      return heard(host, process, 1, () => failed("unknown", "SERVER_ERROR"));
    case "busy": {
      const retryAfterSeconds = 5 + Math.floor(host.random() * 90);
      const problem = problemOf("RATE_LIMITED", { retryAfterSeconds });
      return heard(host, process, 1, () => ({ ...facts, kind: "refused", problem }));
    }
    case "unclear":
      host.time.after(fate.arrives, () => void seller.receive(sent));
      return heard(host, process, fate.answers, () => failed("unknown", fate.code));
    case "fine": {
      let reply: WriteReply<unknown> | undefined;
      host.time.after(fate.arrives, () => {
        reply = seller.receive(sent);
      });
      // Nobody can save a buyer whose network sends twice to a seller that recognises nothing.
      if (fate.copyAfter !== null && seller.traits.replay !== "none")
        host.time.after(fate.arrives + fate.copyAfter, () => void seller.receive(sent));
      return heard(host, process, fate.answers, () => reply ?? failed("unknown", "TIMEOUT"));
    }
  }
}

function ask<T>(host: NetworkHost, seller: SimulatedSeller, process: Process, answer: () => T): Promise<Read<T>> {
  if (process.dead) return never;
  const fate = fateOf(host, seller);
  if (fate.kind === "fine") {
    // What the seller shows is as of when the request arrives, not of when we hear it.
    let value: T | undefined;
    host.time.after(fate.arrives, () => {
      value = answer();
    });
    return heard(host, process, fate.answers, () => ({ kind: "ok", value: value as T, milliseconds: 1 }));
  }
  const code = fate.kind === "busy" ? "RATE_LIMITED" : fate.kind === "unclear" ? fate.code : "TIMEOUT";
  return heard(host, process, fate.kind === "lost" ? readTimeout : 2, () => ({
    kind: "failed",
    problem: problemOf(code),
    milliseconds: 1,
  }));
}
