import type { Db } from "../db/client";

/**
 * Who is being asked for a password, or waits to be (password-queue.ts): so many that it takes a few seconds at most, and of one address
 * so few that it leaves places to others. Whoever finds none is sent away before anything is read, counted or looked up: no password of
 * theirs was tried. Next bundles modules more than once a process, hence globalThis.
 */
type Places = Map<string, number>;
const slot = Symbol.for("flightdeck.hashing-places");
const most = 16;
const mostOfOneAddress = 8;

/** Seconds after which it is worth asking again. */
export const placeAgainIn = 5;

function placesOf(db: Db): Places {
  const kept = globalThis as { [slot]?: WeakMap<Db, Places> };
  kept[slot] ??= new WeakMap();
  const places = kept[slot].get(db) ?? new Map();
  kept[slot].set(db, places);
  return places;
}

export function hasPlace(db: Db, address: string | null): boolean {
  const places = placesOf(db);
  let taken = 0;
  for (const count of places.values()) taken += count;
  return taken < most && (places.get(address ?? "") ?? 0) < mostOfOneAddress;
}

/** What gives the place back; null: there is none. */
export function takePlace(db: Db, address: string | null): (() => void) | null {
  if (!hasPlace(db, address)) return null;
  const [places, key] = [placesOf(db), address ?? ""];
  places.set(key, (places.get(key) ?? 0) + 1);
  return () => {
    const left = (places.get(key) ?? 1) - 1;
    if (left === 0) places.delete(key);
    else places.set(key, left);
  };
}
