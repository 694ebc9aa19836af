import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What each of the sandbox's sellers wants to see, and what was seen of ours on the way. */
export type Planted = {
  readonly bearer: string;
  readonly header: string;
  readonly clientSecret: string;
  readonly accessToken: string;
  readonly iban: string;
  readonly taxId: string;
};

type Asked = { readonly headers: IncomingMessage["headers"]; readonly body: string };

export type Front = {
  readonly url: string;
  readonly asked: readonly (Asked & { readonly path: string })[];
  close(): Promise<void>;
};

type Reply = { readonly status: number; readonly text: string; readonly headers?: Readonly<Record<string, string>> };

/**
 * A front before the sandbox with credentials of its own: prompt takes a bearer token, careful a header, awkward an access token that it
 * gives out itself. It puts bank details into what sellers say of accounts, and awkward repeats all it was sent in the words of an error.
 * `intake` takes the webhooks.
 */
export async function plantedFront(
  sandboxUrl: string,
  planted: Planted,
  intake: (request: Request, token: string) => Promise<Response>,
): Promise<Front> {
  const asked: (Asked & { readonly path: string })[] = [];
  const accepts: Readonly<Record<string, (headers: IncomingMessage["headers"]) => boolean>> = {
    prompt: ({ authorization }) => authorization === `Bearer ${planted.bearer}`,
    careful: (headers) => headers["x-planted-key"] === planted.header,
    awkward: ({ authorization }) => authorization === `Bearer ${planted.accessToken}`,
  };

  async function answer(path: string, method: string, one: Asked): Promise<Reply> {
    if (path === "/token") {
      return json(200, { access_token: planted.accessToken, token_type: "Bearer", expires_in: 3600 });
    }
    const [, webhookToken] = /^\/api\/webhooks\/([\w-]+)$/.exec(path) ?? [];
    return webhookToken ? fromResponse(await intake(requestOf(path, one), webhookToken)) : asSeller(path, method, one);
  }

  async function asSeller(path: string, method: string, one: Asked): Promise<Reply> {
    const seller = path.split("/")[1] ?? "";
    if (!accepts[seller]?.(one.headers)) return json(401, { error: echoOf(one) });
    if (seller === "awkward" && one.body.includes('"create_media_buy"')) return refusal(one);
    const reply = await fetch(`${sandboxUrl}${path}`, {
      method,
      headers: { ...passed(one.headers), authorization: `Bearer sandbox-${seller}-token` },
      ...(method === "POST" ? { body: one.body } : {}),
    });
    const said = await fromResponse(reply);
    return { ...said, text: withBank(said.text, planted) };
  }

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const one = { headers: request.headers, body: Buffer.concat(chunks).toString() };
    const path = request.url ?? "/";
    asked.push({ ...one, path });
    send(response, await answer(path, request.method ?? "GET", one));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => closed(server),
  };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });
}

function send(response: ServerResponse, { status, text, headers }: Reply): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(text);
}

const json = (status: number, body: unknown): Reply => ({ status, text: JSON.stringify(body) });

function echoOf({ headers, body }: Asked): string {
  return `You sent ${Object.entries(headers)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join("; ")} and ${body}`;
}

function refusal(one: Asked): Reply {
  const message = echoOf(one);
  return json(400, {
    adcp_error: { code: "INVALID_REQUEST", message: message.slice(0, 3_000), recovery: "correctable" },
  });
}

const passed = (headers: IncomingMessage["headers"]) => {
  const names = ["content-type", "accept", "mcp-session-id", "mcp-protocol-version"] as const;
  return Object.fromEntries(
    names.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  );
};

const requestOf = (path: string, { headers, body }: Asked) =>
  new Request(`http://127.0.0.1${path}`, {
    method: "POST",
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)] as [string, string]),
    body,
  });

async function fromResponse(reply: Response): Promise<Reply> {
  const text = await reply.text();
  const session = reply.headers.get("mcp-session-id");
  const type = reply.headers.get("content-type") ?? "application/json";
  return {
    status: reply.status,
    text,
    headers: { "content-type": type, ...(session ? { "mcp-session-id": session } : {}) },
  };
}

/** Accounts as some sellers list them: with the details of the invoice. */
function withBank(text: string, { iban, taxId }: Planted): string {
  const entity = `"billing_entity":{"legal_name":"Alpenglow","tax_id":"${taxId}","bank":{"account_holder":"Alpenglow","iban":"${iban}"}},`;
  return text
    .replaceAll('{"account_id"', `{${entity}"account_id"`)
    .replaceAll('{\\"account_id\\"', `{${entity.replaceAll('"', '\\"')}\\"account_id\\"`);
}
