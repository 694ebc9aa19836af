import { TRPCError } from "@trpc/server";
import type { Role } from "../domain/permissions";
import { type StorageTrouble, storageTroubleOf } from "../storage-trouble";

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
