import { readdirSync, readFileSync } from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import {
  canonicalAuthority,
  canonicalTargetUri,
  InMemoryReplayStore,
  InMemoryRevocationStore,
  StaticJwksResolver,
  type VerifyRequestOptions,
  verifyRequestSignature,
} from "@adcp/sdk/signing";
import { expect, test } from "vitest";
import { agentHttp } from "../agent-http";
import type { SigningIdentity } from "../sales-agent";
import { testEndpoint } from "../test-endpoint";
import { makeTransport } from "../transport";
import { signatureHeaders } from "./sign-request";

/** The vectors of AdCP 3.0.6 that the SDK ships: what we send must be what they say, byte for byte. */
const folder = join(
  dirname(createRequire(import.meta.url).resolve("@adcp/sdk/package.json")),
  "compliance/cache/3.0.6/test-vectors/request-signing",
);

type Vector = {
  readonly name: string;
  readonly reference_now: number;
  readonly request: {
    readonly method: "POST";
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  };
  readonly verifier_capability: VerifyRequestOptions["capability"];
  readonly expected_signature_base?: string;
};
type Jwk = Readonly<Record<string, string>>;

const read = (...path: readonly string[]) => JSON.parse(readFileSync(join(folder, ...path), "utf8")) as unknown;
const vectors = (kind: string) =>
  readdirSync(join(folder, kind)).map((file) => [file, read(kind, file) as Vector] as const);
const { keys } = read("keys.json") as { readonly keys: readonly Jwk[] };
const ours = keys.find((key) => key.kid === "test-ed25519-2026") ?? {};
const { _private_d_for_test_only: d, ...publicJwk } = ours;
const identity = (coversDigest: boolean): SigningIdentity => ({
  keyId: "test-ed25519-2026",
  algorithm: "ed25519",
  privateJwk: JSON.stringify({ ...publicJwk, d, key_ops: ["sign"] }),
  coversDigest,
});
const jwks = () =>
  new StaticJwksResolver([publicJwk] as unknown as ConstructorParameters<typeof StaticJwksResolver>[0]);

/** The request as we would send it: none of the headers that the vector's sender has put on it. */
function unsigned({ request }: Vector) {
  const { method, url, body = null } = request;
  return { method, url, headers: { "content-type": "application/json" }, body };
}

const signedByEd25519 = vectors("positive").filter(([, vector]) => {
  return (
    vector.request.headers["Signature-Input"]?.startsWith("sig1=") &&
    vector.request.headers["Signature-Input"].includes('alg="ed25519"')
  );
});

test.each(signedByEd25519)("%s: signed as the vector is", async (_file, vector) => {
  const said = vector.request.headers["Signature-Input"] ?? "";
  const nonce = /^sig1=.*?nonce="([^"]+)"/.exec(said)?.[1] ?? "";
  const pinned = { nonce, now: () => vector.reference_now };
  const made = await signatureHeaders(unsigned(vector), identity(said.includes('"content-digest"')), pinned);
  const firstOf = (value: string) => value.split(/,\s*(?=sig\d+=)/)[0];
  expect(made["signature-input"]).toBe(firstOf(said));
  expect(made.signature).toBe(firstOf(vector.request.headers.Signature ?? ""));
});

/** 026 is about a receiver: `new URL` has put such a host into its ASCII form before anything is signed or sent. */
const all = [...vectors("positive"), ...vectors("negative")];

test.each(all)("%s: the same request signed by us has none of its faults", async (_file, vector) => {
  const digest = vector.verifier_capability.covers_content_digest;
  const request = unsigned(vector);
  const signature = await signatureHeaders(request, identity(digest !== "forbidden"));
  const url = new URL(request.url).href;
  const verified = await verifyRequestSignature(
    {
      method: "POST",
      url,
      headers: { ...request.headers, ...signature },
      body: request.body ?? "",
    },
    {
      capability: vector.verifier_capability,
      jwks: jwks(),
      replayStore: new InMemoryReplayStore(),
      revocationStore: new InMemoryRevocationStore(),
      operation: url.split("/").at(-1) ?? "",
    },
  );
  expect(verified).toMatchObject({ keyid: "test-ed25519-2026" });
});

type Case = {
  readonly name: string;
  readonly input_url: string;
  readonly expected_target_uri?: string;
  readonly expected_authority?: string;
};
const { cases } = read("canonicalization.json") as { readonly cases: readonly Case[] };
// An empty query is not sent at all, so that there is none to sign.
const readable = cases.filter(
  (one) => one.expected_target_uri !== undefined && URL.canParse(one.input_url) && !one.input_url.endsWith("?"),
);

test.each(readable.map((one) => [one.name, one] as const))(
  "%s: the form we send is the form it is signed in",
  (_name, one) => {
    const { origin, pathname, search } = new URL(one.input_url);
    const asSent = `${origin}${pathname}${search}`;
    expect(canonicalTargetUri(asSent)).toBe(one.expected_target_uri);
    expect(canonicalAuthority(asSent)).toBe(one.expected_authority);
  },
);

test("what reaches a seller over HTTP verifies there, once, and not with another body", async () => {
  const arrived: { readonly headers: http.IncomingHttpHeaders; readonly body: string; readonly url: string }[] = [];
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    arrived.push({ headers: request.headers, body: Buffer.concat(chunks).toString(), url: request.url ?? "" });
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/adcp/create_media_buy?b=2&a=1`;
  const transport = makeTransport({ allowedHosts: ["127.0.0.1"] });
  const agent = agentHttp(transport, { ...testEndpoint(url, "a-bearer-token"), signing: identity(true) });
  const body = JSON.stringify({ po_number: "Ünïcode 4711" });
  const headers = { "content-type": "application/json" };
  await agent.send({
    tool: "create_media_buy",
    method: "POST",
    url,
    headers,
    body,
    requestId: null,
    deadlineMs: 5_000,
  });
  await agent.send({
    tool: "get_products",
    method: "GET",
    url,
    headers: {},
    body: null,
    requestId: null,
    deadlineMs: 5_000,
  });
  await transport.close();
  await new Promise((resolve) => server.close(resolve));

  const replayStore = new InMemoryReplayStore();
  const verify = (index: number, more: { readonly body?: string } = {}) =>
    verifyRequestSignature(
      {
        method: index === 0 ? "POST" : "GET",
        url,
        headers: arrived[index]?.headers ?? {},
        body: arrived[index]?.body ?? "",
        ...more,
      },
      {
        capability: {
          supported: true,
          covers_content_digest: index === 0 ? "required" : "either",
          required_for: ["create_media_buy"],
        },
        jwks: jwks(),
        replayStore,
        revocationStore: new InMemoryRevocationStore(),
        operation: "create_media_buy",
      },
    );
  expect(arrived[0]?.headers.authorization).toBe("Bearer a-bearer-token");
  await expect(verify(0, { body: "{}" })).rejects.toMatchObject({ code: "request_signature_digest_mismatch" });
  await expect(verify(0)).resolves.toBeDefined();
  await expect(verify(0)).rejects.toMatchObject({ code: "request_signature_replayed" });
  await expect(verify(1)).resolves.toBeDefined();
});
