import { request as ask, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { vi } from "vitest";
import { makeOrganisation } from "../../../prisma/demo-organisation";
import { quickPasswords } from "../../auth/test-quick-passwords";
import { type Composition, composition } from "../../composition";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import type { Role } from "../../domain/permissions";
import { doors } from "../../http/doors";

export const password = "correct horse battery";

export type DoorsUp = {
  readonly app: Composition;
  readonly database: TestDatabase;
  readonly url: string;
  readonly organisationId: string;
  /** Headers of a signed-in person, as a browser on our own page sends them. */
  readonly signedIn: (role: Role) => Promise<Readonly<Record<string, string>>>;
  readonly close: () => Promise<void>;
};

/** The doors of the running app (server/http) on a port of their own, over an organisation with one person a role. */
export async function doorsUp(env: Readonly<Record<string, string>> = {}): Promise<DoorsUp> {
  const database = await testDatabase();
  const server = createServer((request, response) => {
    if (!doors(request, response)) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = {
    DATABASE_URL: database.url,
    FLIGHTDECK_URL: url,
    BETTER_AUTH_SECRET: "only-for-this-test-0000000000000000",
    FLIGHTDECK_ENCRYPTION_KEY: Buffer.alloc(32).toString("base64"),
    FLIGHTDECK_SIGN_IN_LIMIT: "1000",
    FLIGHTDECK_HASH_NICENESS: "0",
    LOG_LEVEL: "silent",
    ...env,
  };
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  const app = composition();
  const plan = { name: "Doors", domain: "doors.example", password, currency: "EUR", timeZone: "UTC", sandboxUrl: null };
  const { organisationId, users } = await makeOrganisation(app.ports, quickPasswords, plan);
  return {
    app,
    database,
    url,
    organisationId,
    signedIn: async (role) => {
      const body = { email: users[role].email, password };
      const { headers } = await app.auth.api.signInEmail({ body, returnHeaders: true });
      const cookie = headers.getSetCookie().map((line) => line.split(";")[0]);
      return { cookie: cookie.join("; "), origin: url, "content-type": "application/json" };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await app.closeSellers();
      await app.db.$disconnect();
      await database.dispose();
      vi.unstubAllEnvs();
    },
  };
}

export type Reply = { readonly status: number; readonly text: string; readonly cpuMs: number };

export type Sent = {
  readonly method?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** In pieces: without a length of the whole. */
  readonly body?: string | Buffer | readonly Buffer[];
};

/** One request over a socket of its own; what both ends of it cost in CPU. Answers that come before the body ends are taken. */
export function send(url: string, { method = "POST", headers, body = "" }: Sent): Promise<Reply> {
  const before = process.cpuUsage();
  const pieces = Array.isArray(body) ? (body as readonly Buffer[]) : null;
  const length = pieces || method === "GET" ? {} : { "content-length": String(Buffer.byteLength(body as string)) };
  const sending = ask(url, { method, headers: { ...headers, ...length }, agent: false });
  const reply = new Promise<Reply>((resolve, reject) => {
    // After the answer this is the rest of a body that nobody wanted.
    sending.on("error", reject);
    sending.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const { user, system } = process.cpuUsage(before);
        resolve({
          status: response.statusCode ?? 0,
          text: String(Buffer.concat(chunks)),
          cpuMs: (user + system) / 1_000,
        });
        sending.destroy();
      });
    });
  });
  for (const piece of pieces ?? []) sending.write(piece);
  sending.end(pieces ? undefined : body);
  return reply;
}
