import { initTRPC, TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import { DomainError, type FieldIssue, type RefusalCode } from "../domain/errors";
import { can, type Permission } from "../domain/permissions";
import { portsOf } from "../ports";
import { hashInput } from "../repositories/mutation-receipts";
import { type Access, type Context, portsForMutation } from "./context";
import { followCall, noteDenied, noteFailed } from "./follow-call";
import { storageRefusal } from "./storage-refusal";
import { refuseUnseenText } from "./unseen-text";
import { wire } from "./wire";

type TransportCode = ConstructorParameters<typeof TRPCError>[0]["code"];

/** One row per refusal: a new code does not compile until it is mapped here. */
const transportCodes: Record<RefusalCode, TransportCode> = {
  NOT_FOUND: "NOT_FOUND",
  INVALID_INPUT: "BAD_REQUEST",
  UNSUPPORTED_FEATURE: "BAD_REQUEST",
  INVALID_TRANSITION: "CONFLICT",
  SELF_APPROVAL: "FORBIDDEN",
  STALE_REVISION: "CONFLICT",
  STALE_APPROVAL: "CONFLICT",
  DUPLICATE: "CONFLICT",
  NOT_ALLOWED: "FORBIDDEN",
  BUDGET_EXCEEDED: "UNPROCESSABLE_CONTENT",
  OVER_CAP: "UNPROCESSABLE_CONTENT",
  REQUEST_ID_REUSED: "CONFLICT",
  SELLER_LIMIT: "UNPROCESSABLE_CONTENT",
  SELLER_FAILED: "BAD_GATEWAY",
};

/** What a failed call tells the client beside its message: the rule, the fields, the id to quote. */
export type ErrorDetails = {
  readonly refusal: RefusalCode | null;
  readonly issues: readonly FieldIssue[];
  readonly requestId: string | null;
};

type Meta = { readonly permission: Permission };

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    transformer: wire,
    isDev: false,
    errorFormatter({ shape, error, ctx }) {
      const refusal = error.cause instanceof DomainError ? error.cause : null;
      const masked = error.code === "INTERNAL_SERVER_ERROR";
      const details: ErrorDetails = {
        refusal: refusal?.code ?? null,
        issues: refusal?.issues ?? zodIssues(error.cause),
        requestId: ctx?.requestId ?? null,
      };
      const message = masked ? "Something went wrong on our side" : (inputMessage(error.cause) ?? shape.message);
      return { ...shape, message, data: { code: shape.data.code, httpStatus: shape.data.httpStatus, ...details } };
    },
  });

/** More than a form shows; an input that is wrong everywhere is not answered with all of it. */
const mostIssues = 50;

function zodIssues(cause: unknown): readonly FieldIssue[] {
  if (!(cause instanceof ZodError)) return [];
  return cause.issues
    .slice(0, mostIssues)
    .map((issue) => ({ path: issue.path.join("."), message: cut(issue.message) }));
}

/** What a parser or the serialiser says of an input is theirs: it names what is inside. */
function inputMessage(cause: unknown): string | null {
  if (cause instanceof DomainError || !(cause instanceof Error)) return null;
  return cut((cause instanceof ZodError ? cause.issues[0]?.message : null) ?? "The input is not usable");
}

/** A message may repeat what came in. */
function cut(message: string): string {
  return message.length > 300 ? `${message.slice(0, 299)}…` : message;
}

const base = t.procedure.use(async ({ ctx, path, next }) => {
  const startedAt = performance.now();
  const result = await followCall(ctx, path, () => next());
  const seconds = (performance.now() - startedAt) / 1_000;
  if (result.ok) {
    ctx.measure?.(path, "ok", seconds);
    return isEvents(result.data) ? { ...result, data: refusing(result.data) } : result;
  }
  const { cause } = result.error;
  const code = cause instanceof DomainError ? transportCodes[cause.code] : result.error.code;
  ctx.measure?.(path, code, seconds);
  noteDenied(ctx, path, code);
  if (cause instanceof DomainError) {
    throw refused(cause);
  }
  if (result.error.code === "INTERNAL_SERVER_ERROR") {
    noteFailed(ctx, path, cause ?? result.error);
    throw storageRefusal(cause, ctx.actor?.role ?? null) ?? result.error;
  }
  return result;
});

function refused(cause: DomainError): TRPCError {
  return new TRPCError({ code: transportCodes[cause.code], message: cause.message, cause });
}

function isEvents(data: unknown): data is AsyncIterable<unknown> {
  return typeof data === "object" && data !== null && Symbol.asyncIterator in data;
}

/** A subscription refuses while it runs, after the procedure has answered: said in the same words as by any other procedure. */
async function* refusing(events: AsyncIterable<unknown>): AsyncGenerator {
  try {
    yield* events;
  } catch (reason) {
    throw reason instanceof DomainError ? refused(reason) : reason;
  }
}

function guarded(permission: Permission) {
  return base.meta({ permission }).use(({ ctx, next }) => {
    if (!ctx.actor) throw new TRPCError({ code: "UNAUTHORIZED", message: "Sign in to go on" });
    if (!can(ctx.actor.role, permission)) {
      throw new TRPCError({ code: "FORBIDDEN", message: `Your role (${ctx.actor.role}) may not do this` });
    }
    if (ctx.access) refuseBeyond(ctx.access, permission);
    return next({ ctx: { ...ctx, actor: ctx.actor, ports: portsOf(ctx.ports, ctx.actor.organisationId) } });
  });
}

function refuseBeyond({ needsSecondFactor, scopes }: Access, permission: Permission): void {
  if (needsSecondFactor) {
    throw new TRPCError({ code: "FORBIDDEN", message: "Your organisation asks for a second factor: set it up first" });
  }
  if (scopes !== null && !scopes.includes(permission)) {
    throw new TRPCError({ code: "FORBIDDEN", message: `This key may not do this (${permission})` });
  }
}

/** A query or subscription. There is no way to write one without naming its permission. */
export function procedureFor(permission: Permission) {
  return guarded(permission);
}

/**
 * A mutation: needs the browser's request id (header x-flightdeck-request), and its first write transaction is bound to it.
 */
export function mutationFor(permission: Permission) {
  return guarded(permission).use(async ({ ctx, path, getRawInput, next }) => {
    if (!ctx.mutationId) throw new TRPCError({ code: "BAD_REQUEST", message: "A change needs a request id" });
    const input = await getRawInput();
    refuseUnseenText(input);
    const inputHash = hashOf(path, input);
    const ports = portsForMutation(ctx.ports, { userId: ctx.actor.userId, requestId: ctx.mutationId, inputHash });
    return next({ ctx: { ...ctx, ports } });
  });
}

/** The serialiser takes no key that would reach a prototype: an input with one is refused like any other that does not fit. */
function hashOf(path: string, input: unknown): string {
  try {
    return hashInput(path, input);
  } catch (cause) {
    throw new TRPCError({ code: "BAD_REQUEST", message: "The input is not usable", cause });
  }
}

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;
