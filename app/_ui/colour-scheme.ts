import { useSyncExternalStore } from "react";

export type ColourScheme = "auto" | "light" | "dark";

/** What Mantine's own script in the page's head reads before the first paint. */
const key = "mantine-color-scheme-value";
const readers = new Set<() => void>();

/** What was chosen in this browser; "auto" follows the system. */
export function colourScheme(): ColourScheme {
  const kept = stored();
  return kept === "light" || kept === "dark" ? kept : "auto";
}

export function setColourScheme(scheme: ColourScheme): void {
  try {
    window.localStorage.setItem(key, scheme);
  } catch {
    // A browser that keeps nothing still shows the choice until the page is left.
  }
  apply(scheme);
  for (const read of readers) read();
}

/** "auto" on the server and while hydrating, where nobody knows the choice. */
export function useColourScheme(): ColourScheme {
  return useSyncExternalStore(subscribeScheme, colourScheme, () => "auto");
}

export function subscribeScheme(reader: () => void): () => void {
  readers.add(reader);
  return () => readers.delete(reader);
}

/** Follows the system and other tabs for as long as the page is open. */
export function followScheme(): () => void {
  const follow = () => {
    apply(colourScheme());
    for (const read of readers) read();
  };
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", follow);
  window.addEventListener("storage", follow);
  follow();
  return () => {
    system.removeEventListener("change", follow);
    window.removeEventListener("storage", follow);
  };
}

function apply(scheme: ColourScheme): void {
  const isDark = scheme === "auto" ? window.matchMedia("(prefers-color-scheme: dark)").matches : scheme === "dark";
  document.documentElement.setAttribute("data-mantine-color-scheme", isDark ? "dark" : "light");
}

function stored(): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}
