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
  { href: "/settings", label: "Settings", key: "e" },
] as const;

export type PlaceHref = (typeof places)[number]["href"];

/** The quieter ones stand below a line. */
export const isQuiet = (href: PlaceHref): boolean => href === "/agents" || href === "/activity" || href === "/settings";

/** Whether `pathname` is the place or below it. */
export function isAt(pathname: string, href: string): boolean {
  return pathname === href || pathname.startsWith(`${href}/`);
}
