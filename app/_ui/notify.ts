import { useSyncExternalStore } from "react";
import { announce } from "./live-region";

/** One thing to do about it, offered until then; the notice stays at the corner as long. */
export type NoticeAction = {
  readonly label: string;
  readonly press: () => void;
  /** Epoch milliseconds of the reader's own clock. */
  readonly until: number;
};

export type Notice = {
  readonly id: number;
  readonly title: string;
  readonly text: string | null;
  readonly tone: "done" | "stop";
  readonly action: NoticeAction | null;
  /** Epoch milliseconds of the reader's own clock. */
  readonly at: number;
  readonly isRead: boolean;
};

type NewNotice = {
  readonly title: string;
  readonly text?: string | undefined;
  readonly tone?: "done" | "stop" | undefined;
  readonly action?: { readonly label: string; readonly minutes: number; readonly press: () => void } | undefined;
};

const kept = 30;
const nothing: readonly Notice[] = [];
let notices: readonly Notice[] = nothing;
let lastId = 0;
const readers = new Set<() => void>();

/** A short note at the corner about something that happened, kept behind the bell; never the only place of an error. */
export function notify({ title, text, tone, action }: NewNotice): void {
  const said = text ? `${title}. ${text}` : title;
  announce(action ? `${said} ${action.label} is offered for ${action.minutes} minutes.` : said);
  lastId += 1;
  const at = Date.now();
  const offered = action ? { ...action, until: at + action.minutes * 60_000 } : null;
  const shown = { title, text: text ?? null, tone: tone ?? "done", action: offered } as const;
  set([{ ...shown, id: lastId, at, isRead: false }, ...notices].slice(0, kept));
}

export function markNoticesRead(): void {
  if (notices.some((notice) => !notice.isRead)) set(notices.map((notice) => ({ ...notice, isRead: true })));
}

/** This tab's notices, newest first. */
export function useNotices(): readonly Notice[] {
  return useSyncExternalStore(
    subscribe,
    () => notices,
    () => nothing,
  );
}

function set(next: readonly Notice[]): void {
  notices = next;
  for (const read of readers) read();
}

function subscribe(reader: () => void): () => void {
  readers.add(reader);
  return () => readers.delete(reader);
}
