import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";

export type Served = { readonly pid: number; readonly firstAnswerMs: number; readonly stop: () => Promise<void> };

export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Runs a Node program and waits for the first 200 of `url`, timed from the start of the process. */
export async function serve(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  url: string,
  cwd = ".",
): Promise<Served> {
  const since = performance.now();
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const leave = () => child.kill("SIGKILL");
  process.once("exit", leave);
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said = `${said}${text}`.slice(-2_000);
  });
  await answers(url, child).catch((error: Error) => {
    leave();
    throw new Error(`${error.message}\n${said}`);
  });
  const firstAnswerMs = performance.now() - since;
  return {
    pid: child.pid ?? 0,
    firstAnswerMs,
    stop: async () => {
      process.off("exit", leave);
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
    },
  };
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const giveUp = performance.now() + 30_000;
  while (performance.now() < giveUp) {
    if (child.exitCode !== null) throw new Error(`The server of ${url} ended with code ${child.exitCode}`);
    const response = await fetch(url).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${url} did not answer within 30 s`);
}

/** Resident memory of a process in MiB; NaN where /proc does not exist. */
export function residentMiB(pid: number): number {
  const file = `/proc/${pid}/status`;
  if (!fs.existsSync(file)) return Number.NaN;
  return Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(file, "utf8"))?.[1]) / 1024;
}
