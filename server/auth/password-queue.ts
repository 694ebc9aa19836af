import { APIError } from "better-auth/api";
import PQueue from "p-queue";
import { type Given, type Passwords, passwordsBy } from "./password-hash";
import { passwordThread } from "./password-thread";

/**
 * One password is hashed at a time, and only so many wait, for a few seconds at most. Known and unknown people wait in the same queue and
 * are sent away with the same words.
 */
export function passwordQueue(niceness: number, mostWaiting = 16): Passwords {
  const queue = new PQueue({ concurrency: 1 });
  const passwords = passwordsBy(passwordThread(niceness));
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
    hash: (password: string) => queued(() => passwords.hash(password)),
    verify: (given: Given) => queued(() => passwords.verify(given)),
  };
}
