"use client";

import { useSyncExternalStore } from "react";
import { ageWords, flightWords, instantWords } from "./date-words";

type WhenProps = {
  readonly instant: string;
  /** IANA zone the time is shown in; its name stands beside unless `hideZone`. */
  readonly zone: string;
  readonly hideZone?: boolean | undefined;
};

/** "21 Nov 2026, 09:31 Europe/Berlin", with the UTC instant in the title. */
export function When({ instant, zone, hideZone }: WhenProps) {
  return (
    <time dateTime={instant} title={`${instant} (UTC)`} className="nowrap" suppressHydrationWarning>
      {instantWords(instant, zone)}
      {!hideZone && <span className="dim sm"> {zone}</span>}
    </time>
  );
}

/** "24 Nov – 23 Dec 2026 · Europe/Berlin" of a half-open flight. */
export function FlightDates(props: { readonly startAt: string; readonly endAt: string; readonly zone: string }) {
  return (
    <span className="nowrap" suppressHydrationWarning>
      {flightWords(props.startAt, props.endAt, props.zone)}
      <span className="dim sm"> {props.zone}</span>
    </span>
  );
}

/** How old a number is, kept current; the exact instant in the title. */
export function Age({ instant }: { readonly instant: string }) {
  const now = useNow();
  return (
    <time dateTime={instant} title={`${instant} (UTC)`} className="nowrap" suppressHydrationWarning>
      {now === null ? instantWords(instant, "UTC") : ageWords(instant, now)}
    </time>
  );
}

const tickMillis = 20_000;

/** Epoch milliseconds in steps of 20 s, null while rendering on the server. One timer for all readers. */
export function useNow(): number | null {
  return useSyncExternalStore<number | null>(subscribe, currentStep, () => null);
}

const readers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(reader: () => void): () => void {
  readers.add(reader);
  timer ??= setInterval(() => {
    for (const read of readers) read();
  }, tickMillis);
  return () => {
    readers.delete(reader);
    if (readers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function currentStep(): number {
  return Math.floor(Date.now() / tickMillis) * tickMillis;
}
