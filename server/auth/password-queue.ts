import os from "node:os";
import { APIError } from "better-auth/api";
import PQueue from "p-queue";
import { type Given, hashPassword, verifyPassword } from "./password-hash";

/** Of the four threads on which Node does such work; the others wait for the disk and look up names. */
const mostAtOnce = 2;

/**
 * scrypt runs beside the main thread; so that a flood of sign-ins leaves it a processor of its own, only so many run at a time and only so
 * many wait, for a few seconds at most. Known and unknown people wait in the same queue and are sent away with the same words.
 */
export function passwordQueue(mostWaiting = 16) {
  const queue = new PQueue({ concurrency: Math.min(mostAtOnce, Math.max(1, os.availableParallelism() - 1)) });
  async function queued<T>(work: () => Promise<T>): Promise<T> {
    if (queue.size >= mostWaiting) {
      throw new APIError(
        "TOO_MANY_REQUESTS",
        { message: "Too many requests. Please try again later." },
        { "X-Retry-After": "5" },
      );
    }
    return queue.add(work);
  }
  return {
    hash: (password: string) => queued(() => hashPassword(password)),
    verify: (given: Given) => queued(() => verifyPassword(given)),
  };
}
