import { startSandbox } from "./start-sandbox";

function numberFrom(name: string, fallback: number): number {
  const text = process.env[name];
  const value = text === undefined || text === "" ? fallback : Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  console.error(`${name} must be a number of 0 or more; it is "${text}".`);
  process.exit(1);
}

const port = numberFrom("SANDBOX_PORT", 4100);

try {
  const sandbox = await startSandbox({
    port,
    dir: process.env.SANDBOX_DIR ?? "./data/sandbox",
    speed: numberFrom("SANDBOX_SPEED", 1440),
    reviewSeconds: numberFrom("SANDBOX_REVIEW_SECONDS", 6),
  });
  console.log(`Sandbox sellers on ${sandbox.url}: /prompt/mcp, /careful/mcp, /awkward/mcp`);
  const stop = (): void => {
    void sandbox.close().then(() => process.exit(0));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
} catch (error) {
  const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  console.error(taken ? `Port ${port} is taken; set SANDBOX_PORT to another one.` : error);
  process.exit(1);
}
