import path from "node:path";
import { Worker } from "node:worker_threads";
import type Database from "better-sqlite3";

/** Pages in the log that are not in the database yet: from so many on they are brought there (4 MiB, SQLite's own measure). */
const duePages = 1_000;
/** When the thread cannot keep up the writer does it itself, inside COMMIT: the log stays below 40 MiB. */
const mostPages = 8_000;
/** The thread holds 10 MiB; one that has had nothing to do for so long ends. */
const idleMs = 30_000;

/**
 * Brings the write-ahead log into the database on a thread of its own: SQLite would do it inside COMMIT and wait for the disk twice, and with
 * it everybody who waits for the event loop (docs/decisions/0028). The thread holds one connection and none of our modules. Nothing that
 * was promised hangs on it: what is in the log is durable (WalSync), and without the thread SQLite does it as it always did.
 */
export class WalCheckpoints {
  readonly #file: string;
  readonly #writer: Database.Database;
  readonly #waiting: Database.Statement;
  #thread: Worker | undefined;
  #underWay = false;

  constructor(file: string, writer: Database.Database) {
    this.#file = file;
    this.#writer = writer;
    writer.pragma(`wal_autocheckpoint = ${mostPages}`);
    // Asks how things stand and does nothing.
    this.#waiting = writer.prepare("PRAGMA wal_checkpoint(NOOP)").raw();
  }

  /** To be called after each COMMIT; never waits and never throws. */
  readonly committed = (): void => {
    if (this.#underWay || this.pages() < duePages) return;
    this.#underWay = true;
    this.#thread ??= this.#begin();
    this.#thread.postMessage("checkpoint");
  };

  /** How many are in the log only. */
  pages(): number {
    try {
      const [, inLog, inDatabase] = this.#waiting.get() as [busy: number, inLog: number, inDatabase: number];
      return inLog - inDatabase;
    } catch {
      // Another process has it locked. What was committed is committed: the next one asks again.
      return 0;
    }
  }

  async close(): Promise<void> {
    const thread = this.#thread;
    if (!thread) return;
    // Waited for: a process with nothing else to do must not end before this has.
    thread.ref();
    const ended = new Promise((resolve) => thread.once("exit", resolve));
    thread.postMessage("end");
    await ended;
  }

  #begin(): Worker {
    // Of the program that runs, or of where it runs: the library is in neither's bundle.
    const from = [process.argv[1] ?? "", path.resolve("from-here")].filter(path.isAbsolute);
    const options = {
      eval: true,
      execArgv: [],
      workerData: { file: this.#file, from, idleMs },
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
    };
    // Not `new Worker`: what bundles this file would look for a file of that name.
    const thread = Reflect.construct(Worker, [program, options]) as Worker;
    thread.unref();
    thread.on("message", () => {
      this.#underWay = false;
    });
    thread.on("error", () => {
      // No library, no memory: from now on as SQLite has it by itself.
      if (this.#writer.open) this.#writer.pragma(`wal_autocheckpoint = ${duePages}`);
    });
    thread.on("exit", () => {
      this.#thread = undefined;
      this.#underWay = false;
    });
    return thread;
  }
}

/** A checkpoint that fails (busy, disk full) has changed nothing; the next COMMIT asks again. */
const program = `
const { createRequire } = require("node:module");
const { parentPort, workerData: { file, from, idleMs } } = require("node:worker_threads");
const found = from.map((place) => { try { return createRequire(place)("better-sqlite3"); } catch {} }).find(Boolean);
if (!found) throw new Error("better-sqlite3 is not to be found");
const connection = new found(file, { fileMustExist: true, timeout: 0 });
const end = () => { connection.close(); process.exit(0); };
let idle = setTimeout(end, idleMs);
parentPort.on("message", (word) => {
  if (word === "end") return end();
  idle.refresh();
  try { connection.pragma("wal_checkpoint(PASSIVE)"); } catch {}
  parentPort.postMessage("done");
});
`;
