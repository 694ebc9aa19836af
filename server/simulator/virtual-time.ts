import { type Instant, instantFromMillis } from "../domain/time";

export type Random = () => number;

/** mulberry32: the same seed gives the same numbers for ever. */
export function randomFrom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Event = { readonly at: number; readonly order: number; readonly run: () => void };

const epochMillis = Date.parse("2026-11-01T00:00:00.000Z");

/** Seconds that pass only when nothing is left to do; events of one moment run in the order in which they were asked for. */
export class VirtualTime {
  #now = 0;
  #order = 0;
  #millis = epochMillis;
  #instant: Instant = instantFromMillis(epochMillis);
  readonly #events: Event[] = [];

  /** Seconds since the beginning. */
  get now(): number {
    return this.#now;
  }

  readonly clock = (): Instant => this.#instant;

  /** The same as the clock says, in milliseconds since 1970. */
  get millis(): number {
    return this.#millis;
  }

  after(seconds: number, run: () => void): void {
    const event = { at: this.#now + seconds, order: this.#order++, run };
    const events = this.#events;
    let index = events.length;
    // Latest first, so that the next event is taken from the end; there are only ever a few.
    while (index > 0 && isLater(event, events[index - 1])) index -= 1;
    events.splice(index, 0, event);
  }

  /** When the next event is; Infinity: never. */
  get next(): number {
    return this.#events.at(-1)?.at ?? Number.POSITIVE_INFINITY;
  }

  /** Moves on to `seconds` and runs one event that is due then, if any. */
  stepTo(seconds: number): void {
    if (seconds > this.#now) {
      this.#now = seconds;
      this.#millis = epochMillis + Math.round(seconds * 1000);
      this.#instant = instantFromMillis(this.#millis);
    }
    const event = this.#events.at(-1);
    if (event && event.at <= this.#now) {
      this.#events.pop();
      event.run();
    }
  }
}

function isLater(event: Event, than: Event | undefined): boolean {
  if (!than) return false;
  return event.at > than.at || (event.at === than.at && event.order > than.order);
}
