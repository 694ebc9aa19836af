"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { refusalOf } from "@/app/_ui/field-errors";
import type { Saving } from "@/app/_ui/save-state";
import {
  Autosave,
  type AutosaveOptions,
  type AutosaveState,
  emptyAutosave,
  type Fields,
  type SaveOutcome,
} from "./autosave";

/** One Autosave for the life of a component: sends after a pause, when the page is hidden, and when it is left. */
export function useAutosave(
  options: Omit<AutosaveOptions, "storage">,
  send: (edits: Fields) => Promise<SaveOutcome>,
): { readonly autosave: Autosave; readonly state: AutosaveState } {
  const [autosave] = useState(() => new Autosave({ ...options, storage: browserStorage() }));
  const state = useSyncExternalStore(autosave.subscribe, autosave.snapshot, () => emptyAutosave);
  useEffect(() => autosave.connect(send));
  useEffect(() => {
    const flush = () => void autosave.flush();
    document.addEventListener("visibilitychange", flush);
    window.addEventListener("online", flush);
    return () => {
      document.removeEventListener("visibilitychange", flush);
      window.removeEventListener("online", flush);
      flush();
    };
  }, [autosave]);
  return { autosave, state };
}

function browserStorage(): Storage | null {
  return typeof window === "undefined" ? null : window.localStorage;
}

/** What the save line says; `zone` is the one its time is shown in. */
export function savingOf(state: AutosaveState, autosave: Autosave, zone: string): Saving {
  if (state.phase === "waiting" || state.phase === "saving") return { kind: "saving" };
  // A conflict has a notice of its own, with the two ways out of it.
  if (state.phase === "conflict") return { kind: "idle" };
  if (state.phase === "failed") return { kind: "failed", retry: () => void autosave.flush() };
  if (state.savedAt === null) return { kind: "idle" };
  return { kind: "saved", at: new Date(state.savedAt).toISOString(), zone };
}

/** A failed save as an outcome; `prefix` is cut off the fields' paths. null: somebody else saved first. */
export function outcomeOf(error: unknown, prefix: string | RegExp): SaveOutcome | null {
  const refusal = refusalOf(error);
  if (refusal?.code === "STALE_REVISION") return null;
  const fields = Object.fromEntries(
    Object.entries(refusal?.fields ?? {}).map(([path, message]) => [path.replace(prefix, ""), message]),
  );
  const message = refusal?.message ?? "It could not be saved";
  return Object.keys(fields).length > 0 ? { kind: "refused", fields, message } : { kind: "failed", message };
}
