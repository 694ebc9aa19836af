import type { ScryptOptions } from "node:crypto";
import { Worker } from "node:worker_threads";

type Derivation = {
  readonly password: string;
  readonly salt: string | Uint8Array;
  readonly bytes: number;
  readonly options: ScryptOptions;
};
export type Derive = (wanted: Derivation) => Promise<Buffer>;

/**
 * All that the thread runs: a text of ours, into which nothing is put, so that it is in every bundle of this module and needs no file beside
 * it. Only Linux lowers one thread (setpriority(2) of "0" is the caller's there); elsewhere it would be the whole process. A failure ends
 * the thread.
 */
const program = `
const { scryptSync } = require("node:crypto");
const { getPriority, setPriority } = require("node:os");
const { parentPort, workerData } = require("node:worker_threads");
if (process.platform === "linux") {
  try {
    setPriority(Math.min(19, getPriority() + workerData.niceness));
  } catch {}
}
parentPort.on("message", ({ password, salt, bytes, options }) => {
  parentPort.postMessage(scryptSync(password, salt, bytes, options));
});
`;

type Waiting = { readonly resolve: (key: Buffer) => void; readonly reject: (error: Error) => void };

/**
 * scrypt on one thread of its own, made for the first password; one after the other. Neither the four threads on which Node waits for the disk
 * nor the processor of the main thread are given to it (docs/decisions/0030). A thread that breaks is an error of those who wait for
 * it, and a new one for the next. `niceness`: how far it stands back; at 10 it has a tenth of what the main thread has where both want the same
 * processor.
 */
export function passwordThread(niceness: number): Derive {
  let thread: Worker | null = null;
  const waiting: Waiting[] = [];

  function start(): Worker {
    const made = new Worker(program, { eval: true, workerData: { niceness }, execArgv: [], env: {} });
    const broken = (error: Error) => {
      if (thread !== made) return;
      thread = null;
      for (const { reject } of waiting.splice(0)) reject(error);
    };
    made.on("message", (key: Uint8Array) => {
      waiting.shift()?.resolve(Buffer.from(key.buffer, key.byteOffset, key.byteLength));
      // Idle, it holds up nobody's end.
      if (waiting.length === 0) made.unref();
    });
    made.once("error", broken);
    made.once("exit", () => broken(new Error("The thread that hashes passwords ended")));
    return made;
  }

  return (wanted) =>
    new Promise((resolve, reject) => {
      thread ??= start();
      thread.ref();
      thread.postMessage(wanted);
      waiting.push({ resolve, reject });
    });
}
