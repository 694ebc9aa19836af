import http from "node:http";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { bootMockServer } from "@adcp/sdk/mock-server";
import { hostPlatforms } from "./host-platforms";
import type { Manifest } from "./manifest";

/**
 * Sellers that nobody on this project wrote, out of the examples of the npm package: two adapters on their mock ad servers and three
 * platforms. One process for all; it says on its first line of output where they are and ends when its input ends.
 */
export const token = "sk_harness_do_not_use_in_prod";

const examples = join(dirname(createRequire(import.meta.url).resolve("@adcp/sdk/package.json")), "examples");

/** On a busy machine no connection may be closed in the very moment in which it is used again. */
const { createServer: createHttpServer } = http;
http.createServer = ((...given: Parameters<typeof createHttpServer>) =>
  Object.assign(createHttpServer(...given), { keepAliveTimeout: 65_000 })) as typeof createHttpServer;

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** The examples are programs: they read their settings from the environment as they are loaded. */
async function adapter(specialism: string, file: string) {
  const upstream = await bootMockServer({ specialism, port: await freePort() });
  const port = await freePort();
  const settings = { PORT: String(port), UPSTREAM_URL: upstream.url, ADCP_AUTH_TOKEN: token };
  Object.assign(process.env, settings, { PUBLIC_AGENT_URL: `http://127.0.0.1:${port}` });
  await import(pathToFileURL(join(examples, file)).href);
  return { url: `http://127.0.0.1:${port}/mcp`, adServer: upstream.url };
}

async function main(): Promise<void> {
  // Only the manifest is for the output; what sellers have to say goes beside it.
  console.log = console.info = console.warn = console.debug = () => undefined;
  const guaranteed = await adapter("sales-guaranteed", "hello_seller_adapter_guaranteed.ts");
  const nonGuaranteed = await adapter("sales-non-guaranteed", "hello_seller_adapter_non_guaranteed.ts");
  const platforms = await hostPlatforms(examples, token);
  const manifest: Manifest = { token, guaranteed, nonGuaranteed, ...platforms };
  process.stdout.write(`${JSON.stringify(manifest)}\n`);
  createInterface({ input: process.stdin }).on("close", () => process.exit(0));
}

void main();
