import { randomInt, randomUUID } from "node:crypto";

let lastMillis = 0;
let counter = 0;

/** UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, a counter, then random; sorts by order of making, within one millisecond too. */
export function newUuidV7(): string {
  const now = Date.now();
  if (now > lastMillis) {
    lastMillis = now;
    counter = randomInt(0x800);
  } else if (counter < 0xfff) {
    counter += 1;
  } else {
    // More than the counter holds, or the clock was set back: as the standard has it, the time runs ahead a little.
    lastMillis += 1;
    counter = 0;
  }
  const time = lastMillis.toString(16).padStart(12, "0");
  const order = counter.toString(16).padStart(3, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${order}-${randomUUID().slice(19)}`;
}
