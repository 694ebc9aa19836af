import { can, type Role } from "@/server/domain/permissions";

/** The desk's places in the order of the rail. `key` goes there after g. */
export const places = [
  { href: "/today", label: "Today", key: "t" },
  { href: "/inbox", label: "Inbox", key: "i" },
  { href: "/campaigns", label: "Campaigns", key: "c" },
  { href: "/media-buys", label: "Media buys", key: "m" },
  { href: "/approvals", label: "Approvals", key: "a" },
  { href: "/creatives", label: "Creatives", key: "r" },
  { href: "/delivery", label: "Delivery", key: "d" },
  { href: "/agents", label: "Agents", key: "s" },
  { href: "/activity", label: "Activity", key: "l" },
  { href: "/transcript", label: "Transcript", key: "x", needs: "transcript:read" },
  { href: "/settings", label: "Settings", key: "e" },
] as const;

export type PlaceHref = (typeof places)[number]["href"];

/** The places that a role has any use for. */
export function placesOf(role: Role): readonly (typeof places)[number][] {
  return places.filter((place) => !("needs" in place) || can(role, place.needs));
}

/** The quieter ones stand below a line. */
export const isQuiet = (href: PlaceHref): boolean =>
  href === "/agents" || href === "/activity" || href === "/transcript" || href === "/settings";

/** Whether `pathname` is the place or below it. */
export function isAt(pathname: string, href: string): boolean {
  return pathname === href || pathname.startsWith(`${href}/`);
}
