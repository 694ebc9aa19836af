import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { appRouter } from "../api/root";
import { createCallerFactory } from "../api/trpc";
import { composition } from "../composition";
import { DomainError } from "../domain/errors";
import { isRole, type Role } from "../domain/permissions";
import { doors } from "../http/doors";
import { startProcessWorker } from "../start-worker";
import { skewTime } from "./test-skew";

/**
 * The desk in one small process, to be killed: the app's own composition, its worker, and its mutations over HTTP
 * (POST {role, organisationId, mutationId, path, input}), webhooks at the app's own door. What is missing is Next and the sign-in; what
 * writes is all there. With SKEW_MS its clock is off by that much.
 */
type Asked = {
  readonly role: string;
  readonly organisationId: string;
  readonly mutationId: string;
  readonly path: string;
  readonly input: unknown;
};

const callerOf = createCallerFactory(appRouter);

async function bodyOf(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString(), revive) as Asked;
}

/** Amounts travel as decimal text. */
function revive(name: string, value: unknown): unknown {
  return typeof value === "string" && name.endsWith("Micros") ? BigInt(value) : value;
}

async function answer(asked: Asked): Promise<unknown> {
  const { organisationId, mutationId } = asked;
  const role: Role = isRole(asked.role) ? asked.role : "viewer";
  const actor = { organisationId, userId: `${organisationId}-${role}`, name: role, role, requestId: "kill" };
  const { ports } = composition();
  const caller = callerOf({ actor, requestId: "kill", mutationId, ports });
  const procedure = asked.path.split(".").reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], caller);
  return (procedure as (input: unknown) => Promise<unknown>)(asked.input);
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof DomainError;
}

skewTime(Number(process.env.SKEW_MS ?? 0));
startProcessWorker();
// It never outlives the test that started it.
process.stdin.resume().once("end", () => process.exit());
const server = createServer((request, response) => {
  if (request.url !== "/" && doors(request, response)) return;
  bodyOf(request)
    .then(answer)
    .then(
      (result) =>
        response.end(JSON.stringify({ result }, (_, value) => (typeof value === "bigint" ? String(value) : value))),
      (error: unknown) =>
        response.writeHead(isRefusal(error) ? 409 : 500).end(JSON.stringify({ error: String(error) })),
    );
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
