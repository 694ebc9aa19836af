import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { crashPoint } from "../crash-point";
import { soundText } from "../domain/sound-text";
import { hasDuplicateKeys } from "../domain/webhook/duplicate-keys";
import { readReportEvent, readWebhookEvent, type WebhookEvent } from "../domain/webhook/webhook-event";
import type { Ports } from "../ports";
import { recordAgentEvent } from "../repositories/agent-events";
import { echoPlace } from "./addresses";
import { type Addressee, findAddressee } from "./find-addressee";
import { keepWebhook } from "./keep-webhook";
import type { KeySets } from "./key-sets";
import { type Incoming, prove } from "./prove-sender";
import type { SenderLimit } from "./sender-limit";
import { malformed, unproven, WebhookRefusal } from "./webhook-refusal";

export type WebhookIntake = {
  readonly ports: Ports;
  readonly keySets: KeySets;
  readonly limit: SenderLimit;
  /** Told of each webhook at an address of ours, taken or refused. It must not throw. */
  readonly onWebhook?: (seen: SeenWebhook) => void;
};

/** What came in, with its secrets: whoever keeps it redacts it first. */
export type SeenWebhook = {
  readonly organisationId: string;
  readonly salesAgentId: string;
  readonly mediaBuyId: string | null;
  readonly changeId: string | null;
  readonly taskType: string | null;
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** null: it was not read. */
  readonly body: string | null;
  readonly secrets: readonly string[];
  readonly milliseconds: number;
  readonly status: number;
  readonly answer: Readonly<Record<string, unknown>>;
  readonly refusal: { readonly code: string; readonly message: string } | null;
};

export type WebhookRequest = {
  /** The last part of the path. */
  readonly token: string;
  readonly method: string;
  readonly headers: Headers;
  /** The whole body; null as soon as it is larger than `most` bytes. */
  readonly readBody: (most: number) => Promise<Uint8Array | null>;
};

export type WebhookAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
};

const mostBytes = 1_000_000;

/**
 * Takes in one webhook (requirements §4.6): proven, kept and queued in one transaction, answered, and only then worked on. An address
 * that nobody was given is checked like one whose seller publishes no key, so that the answer tells nothing.
 */
export async function receiveWebhook(intake: WebhookIntake, request: WebhookRequest): Promise<WebhookAnswer> {
  const found = await findAddressee(intake.ports, request.token);
  const seen: Seen = { startedAt: performance.now(), body: null, taskType: null };
  const admission = await intake.limit.admit(found ? `agent:${found.agent.id}` : "nobody");
  if (admission.kind === "over") {
    const refusal = new WebhookRefusal(429, "webhook_rate_limited", "Too many webhooks within a minute");
    const answer = answerTo(refusal, { "retry-after": String(admission.retryAfterSeconds) });
    if (admission.first) await noteRefusal(intake, found, refusal);
    if (admission.first) tell(intake, found, request, seen, answer, refusal);
    return answer;
  }
  const { answer, refusal } = await answered(intake, found, request, seen);
  tell(intake, found, request, seen, answer, refusal);
  return answer;
}

async function answered(intake: WebhookIntake, found: Addressee | null, request: WebhookRequest, seen: Seen) {
  try {
    await takeIn(intake, found, request, seen);
    return { answer: { status: 200, headers: noStore, body: { received: true } }, refusal: null };
  } catch (error) {
    if (!(error instanceof WebhookRefusal)) throw error;
    await noteRefusal(intake, found, error);
    return { answer: answerTo(error), refusal: error };
  }
}

/** What has been learnt of it on the way. */
type Seen = { readonly startedAt: number; body: string | null; taskType: string | null };

/** An address that nobody was given belongs to no organisation: of that only the log knows. */
function tell(
  intake: WebhookIntake,
  found: Addressee | null,
  { method, headers, token }: WebhookRequest,
  seen: Seen,
  answer: WebhookAnswer,
  refusal: WebhookRefusal | null,
): void {
  if (!found || !intake.onWebhook) return;
  const { mediaBuyId, changeId, organisationId, id, echoSealed } = found.registration;
  intake.onWebhook({
    organisationId,
    salesAgentId: found.agent.id,
    mediaBuyId,
    changeId,
    taskType: seen.taskType,
    url: found.url,
    method,
    headers: Object.fromEntries(headers),
    body: seen.body,
    secrets: [token, intake.ports.vault.open(echoSealed, echoPlace(organisationId, id))],
    milliseconds: performance.now() - seen.startedAt,
    status: answer.status,
    answer: answer.body,
    refusal: refusal && { code: refusal.code, message: refusal.message },
  });
}

async function takeIn(
  intake: WebhookIntake,
  found: Addressee | null,
  request: WebhookRequest,
  seen: Seen,
): Promise<void> {
  const { ports } = intake;
  if (!isJson(request.headers.get("content-type"))) {
    throw new WebhookRefusal(415, "webhook_content_type", "A webhook is sent as application/json");
  }
  const bytes = await request.readBody(mostBytes);
  if (bytes === null) throw new WebhookRefusal(413, "webhook_too_large", "A webhook has at most 1 MB");
  const incoming: Incoming = { method: request.method, headers: request.headers, bytes, text: textOf(bytes) };
  // What was signed stays as it came; what is kept and worked with is text that either database can hold.
  const text = soundText(incoming.text);
  seen.body = text;
  const proof = await prove(intake, found?.isOpen ? found : null, incoming);
  // Nobody's address never proves anything; this is for the compiler and for the day somebody changes that.
  if (!found?.isOpen) throw unproven("webhook_signature_invalid", "The address is not in use");
  const value = parsed(text);
  const event = eventOf(found, value, ports);
  seen.taskType = event.taskType;
  checkEcho(ports, found, event);
  const bodyHash = createHash("sha256").update(bytes).digest("hex");
  const isWork = await ports.inTransaction(
    (tx) => keepWebhook(tx, ports, { found, event, value, bodyHash, proof }),
    found.registration.organisationId,
  );
  crashPoint("after-webhook-receipt");
  if (isWork) ports.wakeWorker();
}

function isJson(contentType: string | null): boolean {
  return contentType?.split(";")[0]?.trim().toLowerCase() === "application/json";
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed("The body is not UTF-8");
  }
}

/** After the signature (step 14): what two parsers may read differently is no message. */
function parsed(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed("The body is not JSON");
  }
  if (hasDuplicateKeys(text)) throw malformed("The body names a key twice");
  return value;
}

function eventOf({ registration }: Addressee, value: unknown, ports: Ports): WebhookEvent {
  const read = registration.purpose === "reporting" ? readReportEvent : readWebhookEvent;
  const event = read(value, ports.clock());
  if ("malformed" in event) throw malformed(event.malformed);
  return event;
}

/** AdCP 3.0.6 leaves the token out of its envelope, so one that is not repeated is no fault; a wrong one is. */
function checkEcho(ports: Ports, { registration }: Addressee, event: WebhookEvent): void {
  if (event.token === null) return;
  const place = echoPlace(registration.organisationId, registration.id);
  if (!sameText(event.token, ports.vault.open(registration.echoSealed, place))) {
    throw unproven("webhook_token_mismatch", "The token is not the one that was given with the address");
  }
}

const pepper = randomBytes(32);

/** In constant time, whatever the lengths. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(pepper).update(text, "utf8").digest();
  return timingSafeEqual(digest(a), digest(b));
}

async function noteRefusal(intake: WebhookIntake, found: Addressee | null, refusal: WebhookRefusal): Promise<void> {
  const { ports } = intake;
  const salesAgentId = found?.agent.id ?? null;
  ports.log.warn({ code: refusal.code, status: refusal.status, salesAgentId }, "a webhook was refused");
  if (!found) return;
  await recordAgentEvent(ports.db, {
    id: ports.newId(),
    organisationId: found.agent.organisationId,
    salesAgentId: found.agent.id,
    at: ports.clock(),
    kind: "webhook_refused",
    code: refusal.code,
    detail: found.isOpen ? refusal.message : `${refusal.message} (the address is not in use any more)`,
  });
}

const noStore = { "cache-control": "no-store" };

function answerTo(refusal: WebhookRefusal, extra: Readonly<Record<string, string>> = {}): WebhookAnswer {
  const challenge = refusal.status === 401 ? { "www-authenticate": `Signature error="${refusal.code}"` } : {};
  return { status: refusal.status, headers: { ...noStore, ...challenge, ...extra }, body: { error: refusal.code } };
}
