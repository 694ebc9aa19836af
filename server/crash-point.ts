/**
 * Moments at which the kill tests end a process with SIGKILL, to prove that the next one carries on from its rows.
 * Inert unless FLIGHTDECK_CRASH_POINTS=1 and CRASH_AT=<name>[:nth] are set, and impossible where people work: the switch is
 * heeded only while FLIGHTDECK_URL is on loopback, and the configuration refuses it together with any other address.
 */
export const crashPoints = [
  // Around every write transaction of the process, whoever asked for it; `nth` picks which.
  "before-commit",
  "after-commit",
  // A person's decision.
  "before-submit-commit",
  "before-release-commit",
  "before-approve-commit",
  "after-commit-before-send",
  // One send.
  "after-claim",
  "before-mark-sent-commit",
  "after-mark-sent",
  "before-send",
  "after-reply-before-record",
  "before-record-commit",
  "after-record-before-next-job",
  // The read-back.
  "before-verify-read",
  "after-verify-read-before-record",
  "before-verify-commit",
  "after-verify-record",
  // A task at the seller.
  "before-task-poll",
  "after-task-poll-before-record",
  "before-task-commit",
  "after-task-record",
  // Watching what was bought.
  "before-refresh-read",
  "after-refresh-read-before-record",
  "after-refresh-record",
  "after-delivery-read-before-record",
  // A webhook between its receipt and its effect.
  "after-webhook-receipt",
] as const;
export type CrashPoint = (typeof crashPoints)[number];

type Env = Readonly<Record<string, string | undefined>>;
type Armed = { readonly name: string; left: number };

const slot = Symbol.for("flightdeck.crash-point");

/** Ends this process at once, without any cleaning up, when it was started to die here. */
export function crashPoint(name: CrashPoint): void {
  const armed = armedOnce();
  if (armed === null || armed.name !== name) return;
  armed.left -= 1;
  if (armed.left === 0) process.kill(process.pid, "SIGKILL");
}

/** One counter a process, however often Next bundles this module. */
function armedOnce(): Armed | null {
  const kept = globalThis as { [slot]?: Armed | null };
  if (kept[slot] === undefined) kept[slot] = armedBy(process.env);
  return kept[slot];
}

/** What the environment asks for; null: nothing, or not in a place where it is heeded. */
export function armedBy(env: Env): Armed | null {
  const asked = /^([a-z-]+)(?::([1-9][0-9]*))?$/.exec(env.CRASH_AT ?? "");
  if (!asked?.[1] || env.FLIGHTDECK_CRASH_POINTS !== "1") return null;
  if (!isLoopback(env.FLIGHTDECK_URL ?? "http://127.0.0.1")) return null;
  return { name: asked[1], left: Number(asked[2] ?? 1) };
}

export function isLoopback(url: string): boolean {
  return URL.canParse(url) && ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);
}
