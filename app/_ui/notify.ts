import { useSyncExternalStore } from "react";
import { announce } from "./live-region";

export type Notice = {
  readonly id: number;
  readonly title: string;
  readonly text: string | null;
  readonly tone: "done" | "stop";
  /** Epoch milliseconds of the reader's own clock. */
  readonly at: number;
  readonly isRead: boolean;
};

type NewNotice = {
  readonly title: string;
  readonly text?: string | undefined;
  readonly tone?: "done" | "stop" | undefined;
};

const kept = 30;
const nothing: readonly Notice[] = [];
let notices: readonly Notice[] = nothing;
let lastId = 0;
const readers = new Set<() => void>();

/** A short note at the corner about something that happened, kept behind the bell; never the only place of an error. */
export function notify({ title, text, tone }: NewNotice): void {
  announce(text ? `${title}. ${text}` : title);
  lastId += 1;
  const notice: Notice = { id: lastId, title, text: text ?? null, tone: tone ?? "done", at: Date.now(), isRead: false };
  set([notice, ...notices].slice(0, kept));
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
