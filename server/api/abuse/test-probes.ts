import { randomUUID } from "node:crypto";
import { callTRPCProcedure, getErrorShape, getTRPCErrorFromUnknown } from "@trpc/server";
import superjson from "superjson";
import type { Role } from "../../domain/permissions";
import type { Context } from "../context";
import { permissionTable } from "../permission-table";
import { appRouter } from "../root";
import type { TestDesk } from "../test-desk";
import type { Procedure } from "./test-inputs";

/** `code`: passed, or the refusal's; `body`: what would be on the wire. */
export type Answer = { readonly code: string; readonly body: string };
export type Probe = (procedure: Procedure, role: Role, input: unknown) => Promise<Answer>;

export const probeRequestId = "always the same here";

/** The role of the most rights that may call it. */
export const strongest = (path: string) => permissionTable[path]?.at(-1) as Role;

class TakenBack extends Error {}

/** Calls of the real router whose transactions are undone as they end: no probe leaves a trace for the next. */
export function probesOf(desk: TestDesk): Probe {
  const ports = { ...desk.ports, inTransaction: undone(desk.ports.inTransaction) };
  return async ({ path, type }, role, input) => {
    const ctx: Context = { actor: desk.actor(role), requestId: probeRequestId, mutationId: randomUUID(), ports };
    const call = { router: appRouter, path, type, ctx, input, getRawInput: async () => input };
    try {
      const result: unknown = await callTRPCProcedure({ ...call, signal: AbortSignal.timeout(5_000), batchIndex: 0 });
      return { code: "passed", body: superjson.stringify(await firstOf(result)) };
    } catch (reason) {
      const error = getTRPCErrorFromUnknown(reason);
      const shape = getErrorShape({ config: appRouter._def._config, error, type, path, input, ctx });
      return { code: error.code, body: JSON.stringify(shape) };
    }
  };
}

function undone(inTransaction: TestDesk["ports"]["inTransaction"]): TestDesk["ports"]["inTransaction"] {
  return async <T>(work: Parameters<typeof inTransaction<T>>[0]): Promise<T> => {
    const done: T[] = [];
    const undoing = inTransaction(async (tx) => {
      done.push(await work(tx));
      throw new TakenBack();
    });
    await undoing.catch((reason: unknown) => {
      if (!(reason instanceof TakenBack)) throw reason;
    });
    return done[0] as T;
  };
}

/** A subscription's first event, so that its reading has begun. */
async function firstOf(result: unknown): Promise<unknown> {
  if (typeof result !== "object" || result === null || !(Symbol.asyncIterator in result)) return result;
  const events = (result as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  const { value } = await events.next();
  await events.return?.();
  return value;
}
