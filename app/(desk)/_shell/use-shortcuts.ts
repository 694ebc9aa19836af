"use client";

import { useEffect, useEffectEvent, useRef } from "react";
import { type Shortcut, shortcutFor } from "./shortcut-keys";

const chordMillis = 1200;
const fields =
  "input, textarea, select, [contenteditable=''], [contenteditable='true'], [role='textbox'], [role='grid']";

/** Listens for the desk's shortcuts; letters typed into a field, a grid or a dialog stay there. */
export function useShortcuts(run: (shortcut: Shortcut) => void): void {
  const gPressedAt = useRef(Number.NEGATIVE_INFINITY);
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const shortcut = shortcutFor(
      {
        key: event.key,
        isCommand: event.ctrlKey || event.metaKey,
        isAlt: event.altKey,
        isTyping: isTyping(event.target),
      },
      event.timeStamp - gPressedAt.current < chordMillis,
    );
    gPressedAt.current = shortcut.kind === "wait" ? event.timeStamp : Number.NEGATIVE_INFINITY;
    if (shortcut.kind === "none" || shortcut.kind === "wait") return;
    event.preventDefault();
    run(shortcut);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  if (document.querySelector("dialog[open]") !== null) return true;
  return target instanceof Element && target.closest(fields) !== null;
}
