"use client";

import { usePathname } from "next/navigation";
import { useEffect } from "react";

/** A campaign or a media buy that was open lately. */
export type RecentPage = { readonly href: string; readonly label: string };

const detail = /^\/(campaigns|media-buys)\/[0-9a-f-]{36}(\/|$)/;
const kept = 8;

function storageKey(userId: string): string {
  return `flightdeck-recent-${userId}`;
}

/** Remembers, for the palette and on this device only, which campaigns and media buys were opened. */
export function useRememberPages(userId: string): void {
  const pathname = usePathname();
  useEffect(() => {
    if (!detail.test(pathname)) return;
    const remember = () => {
      const label = document.querySelector("main h1")?.textContent?.trim();
      if (label) write(userId, { href: pathname.split("/").slice(0, 3).join("/"), label: label.slice(0, 120) });
    };
    // The heading of the new page is there once the browser is idle after the navigation.
    const idle = window.requestIdleCallback?.(remember, { timeout: 2000 });
    return () => {
      if (idle !== undefined) window.cancelIdleCallback(idle);
    };
  }, [pathname, userId]);
}

export function recentPages(userId: string): readonly RecentPage[] {
  try {
    const stored: unknown = JSON.parse(window.localStorage.getItem(storageKey(userId)) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isRecentPage).slice(0, kept) : [];
  } catch {
    return [];
  }
}

function write(userId: string, page: RecentPage): void {
  const others = recentPages(userId).filter((other) => other.href !== page.href);
  try {
    window.localStorage.setItem(storageKey(userId), JSON.stringify([page, ...others].slice(0, kept)));
  } catch {
    // Storage may be full or forbidden; the list is a convenience.
  }
}

function isRecentPage(value: unknown): value is RecentPage {
  if (typeof value !== "object" || value === null) return false;
  const { href, label } = value as Record<string, unknown>;
  return typeof href === "string" && detail.test(href) && typeof label === "string";
}
