import { places } from "./places";

export type Shortcut =
  | { readonly kind: "go"; readonly href: string }
  | { readonly kind: "help" | "palette" | "create" | "wait" | "none" };

export type KeyPress = {
  readonly key: string;
  /** Ctrl or Cmd. */
  readonly isCommand: boolean;
  readonly isAlt: boolean;
  /** The focus is in a field, or a dialog is open: letters belong to it. */
  readonly isTyping: boolean;
};

/** Which shortcut a key means; `afterG`: g was pressed a moment ago. "wait" keeps that moment open. */
export function shortcutFor(press: KeyPress, afterG: boolean): Shortcut {
  if (press.isCommand && !press.isAlt && press.key.toLowerCase() === "k") return { kind: "palette" };
  if (press.isCommand || press.isAlt || press.isTyping) return { kind: "none" };
  if (afterG) {
    const place = places.find((candidate) => candidate.key === press.key);
    return place ? { kind: "go", href: place.href } : { kind: "none" };
  }
  if (press.key === "g") return { kind: "wait" };
  if (press.key === "?") return { kind: "help" };
  if (press.key === "/") return { kind: "palette" };
  if (press.key === "n") return { kind: "create" };
  return { kind: "none" };
}

/** Every shortcut, for the help sheet. */
export const shortcutList: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ["Ctrl", "K"], does: "Go to or do anything" },
  { keys: ["/"], does: "The same" },
  ...places.map((place) => ({ keys: ["g", place.key], does: `Go to ${place.label}` })),
  { keys: ["n"], does: "New campaign" },
  { keys: ["?"], does: "This list" },
  { keys: ["Esc"], does: "Close what is open" },
];
