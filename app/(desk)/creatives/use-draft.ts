import { useRef, useState } from "react";
import { useViewer } from "@/app/_ui/viewer";

/** Changes some fields; given a function, it sees what is there by then. */
export type Patch<T> = (change: Partial<T> | ((current: T) => Partial<T>)) => void;

/**
 * State that survives a reload of this tab, until it is cleared. For forms that open in the browser only: what was typed is read
 * when the form mounts. A private window without storage just forgets.
 */
export function useDraft<T extends object>(name: string, empty: T): [T, Patch<T>, () => void] {
  // One tab may see several people, one after the other.
  const key = `${name}.${useViewer().userId}`;
  const [value, setValue] = useState<T>(() => ({ ...empty, ...readDraft(key) }));
  // An upload answers later than the field beside it was typed in: its patch must see what is there by then.
  const latest = useRef(value);
  const patch: Patch<T> = (change) => {
    const current = latest.current;
    latest.current = { ...current, ...(typeof change === "function" ? change(current) : change) };
    setValue(latest.current);
    write(key, JSON.stringify(latest.current));
  };
  return [value, patch, () => write(key, null)];
}

function readDraft(key: string): object {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? "{}");
    return typeof kept === "object" && kept !== null ? kept : {};
  } catch {
    // No storage, or not ours: start empty.
    return {};
  }
}

function write(key: string, text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // No storage: the form still works, it only does not survive a reload.
  }
}
