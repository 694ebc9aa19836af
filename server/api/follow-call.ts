import { TRPCError } from "@trpc/server";
import type { Role } from "../domain/permissions";
import { type StorageTrouble, storageTroubleOf } from "../storage-trouble";
import type { Context } from "./context";

type Outcome = { readonly ok: boolean; readonly error?: { readonly code: string } };

/** One procedure: every line of the log written meanwhile says whose it is, and where somebody traces it is a step. */
export function followCall<T extends Outcome>(ctx: Context, path: string, work: () => Promise<T>): Promise<T> {
  const { requestId, actor, ports } = ctx;
  const [userId, organisationId] = [actor?.userId ?? null, actor?.organisationId ?? null];
  const logged = () =>
    ports.log.within ? ports.log.within({ requestId, userId, organisationId, procedure: path }, work) : work();
  if (!ports.tracing) return logged();
  const attributes = {
    "flightdeck.request": requestId,
    "flightdeck.user": userId,
    "flightdeck.organisation": organisationId,
  };
  const about = ({ ok, error }: Outcome) => ({ "flightdeck.outcome": ok ? "ok" : (error?.code ?? "failed") });
  return ports.tracing.step(`procedure ${path}`, attributes, logged, { parent: null, about });
}

/** Whoever was refused for who they are is in the log. */
export function noteDenied(ctx: Context, path: string, code: string): void {
  if (code !== "UNAUTHORIZED" && code !== "FORBIDDEN") return;
  const { requestId, actor, ports } = ctx;
  const who = {
    userId: actor?.userId ?? null,
    organisationId: actor?.organisationId ?? null,
    role: actor?.role ?? null,
  };
  ports.log.warn({ event: "denied", requestId, procedure: path, code, ...who }, "a call was denied");
}

/** Where the disk or the database server is the reason, whoever asked is told so, an administrator also which; null: another failure. */
export function storageRefusal(cause: unknown, role: Role | null): TRPCError | null {
  const trouble = storageTroubleOf(cause);
  if (trouble === null) return null;
  const message = role === "admin" ? `${words[trouble]} ${causes[trouble]}` : words[trouble];
  return new TRPCError({ code: "SERVICE_UNAVAILABLE", message });
}

const unsaved =
  "Flightdeck cannot save anything right now: this was not saved, and no seller hears of it. What you see is still right; try again in a few minutes.";
const words: Record<StorageTrouble, string> = {
  full: unsaved,
  read_only: unsaved,
  away: "Flightdeck cannot reach its database right now, so nothing was saved or sent. Try again in a few minutes.",
};

const causes: Record<StorageTrouble, string> = {
  full: "The disk that holds the database is full: once there is room, saving goes on by itself.",
  read_only: "The database may only be read: once it may be written again, saving goes on by itself.",
  away: "The database cannot be opened, or is no longer where it was: once it is back, everything goes on by itself.",
};
