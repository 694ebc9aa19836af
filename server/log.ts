import { AsyncLocalStorage } from "node:async_hooks";
import pino, { type DestinationStream } from "pino";
import type { Log } from "./ports";
import { currentCall } from "./sales-agents/call-context";

type Fields = Readonly<Record<string, unknown>>;

const slot = Symbol.for("flightdeck.log-fields");
const kept = globalThis as { [slot]?: AsyncLocalStorage<Fields> };
// Next bundles modules more than once a process; what a request begins in one copy, all of them see.
kept[slot] ??= new AsyncLocalStorage<Fields>();
const around = kept[slot];

const secrets = ["token", "authorization", "password", "credential", "secret", "cookie", "idempotencyKey"];

/**
 * What a terminal or a reader of lines takes for more than text, and JSON leaves as it is: C1 controls, line and paragraph separators,
 * marks of direction, what is not seen. Written as JSON's own escapes.
 */
const unseen = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const escaped = (character: string) =>
  character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");

/** An entry is one line, whatever came in from outside (quality A13). */
const oneLine = (out: DestinationStream): DestinationStream => ({
  write: (line) => out.write(line.replace(unseen, escaped)),
});

/** What is being sent or asked, as the transcript knows it. */
function callFields(): Fields {
  const { sellerCallId, changeId, mediaBuyId } = currentCall() ?? {};
  return { ...(sellerCallId && { sellerCallId }), ...(changeId && { changeId }), ...(mediaBuyId && { mediaBuyId }) };
}

/**
 * Structured logs on stdout; a line carries the fields of the work it is written in. Secrets have no business in a field; these paths
 * are the second line of defence.
 */
export function makeLog(level: string, destination?: DestinationStream): Log {
  const paths = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const options = {
    level,
    base: null,
    redact: { paths, censor: "[redacted]" },
    mixin: () => ({ ...around.getStore(), ...callFields() }),
  };
  const log = pino(options, oneLine(destination ?? pino.destination(1)));
  return {
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
    within: (fields, work) => around.run({ ...around.getStore(), ...fields }, work),
  };
}
