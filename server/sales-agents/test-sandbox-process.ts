import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type SandboxProcess = { readonly url: string; close(): Promise<void> };

/** The sandbox sellers as a process of their own, on a free port; buys and reviews stand still unless a test moves them. */
export async function sandboxProcess(): Promise<SandboxProcess> {
  const port = await freePort();
  const directory = await mkdtemp(join(tmpdir(), "flightdeck-contract-"));
  const settings = {
    SANDBOX_PORT: String(port),
    SANDBOX_DIR: directory,
    SANDBOX_SPEED: "1",
    SANDBOX_REVIEW_SECONDS: "3600",
  };
  const child = spawn(process.execPath, ["--import", "tsx", "server/sandbox/main.ts"], {
    env: { ...process.env, ...settings },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on("data", (chunk: Buffer) => chunk.includes("Sandbox sellers on") && resolve());
    child.once("exit", (code) => reject(new Error(`The sandbox ended with ${code}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      child.removeAllListeners("exit");
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill();
      await ended;
      await rm(directory, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
