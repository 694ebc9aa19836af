import { createPublicKey, verify } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { createTestAuthorizationServer } from "@adcp/sdk/compliance-fixtures";
import { bootMockServer } from "@adcp/sdk/mock-server";
import { expect, test } from "vitest";
import { agentHttp } from "../agent-http";
import { testEndpoint } from "../test-endpoint";
import { makeTransport } from "../transport";

/** Authorization servers that nobody here wrote, from the SDK: one wants to know what the token is for, one the secret in the body. */
test("a token of the SDK's authorization server is good for this agent, checked as a seller checks it", async () => {
  const authority = await createTestAuthorizationServer();
  const seen: string[] = [];
  const agent = http.createServer(({ headers }, response) => {
    seen.push(headers.authorization ?? "");
    response.end("{}");
  });
  await new Promise<void>((resolve) => agent.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(agent.address() as AddressInfo).port}/mcp`;
  const reply = await askWith(url, authority.tokenEndpoint, "flightdeck", "a-secret", "adcp:write");
  expect(reply.status).toBe(200);
  const token = (seen[0] ?? "").replace("Bearer ", "");
  const claims = await verified(token, authority.jwksUri);
  expect(claims).toMatchObject({ iss: authority.issuer, aud: url, sub: "flightdeck", scope: "adcp:write" });
  await authority.close();
  await new Promise((resolve) => agent.close(resolve));
});

test("a token of the SDK's social ad server opens it; a wrong secret is told in its words", async () => {
  const social = await bootMockServer({ specialism: "sales-social", port: 0 });
  const found = await fetch(`${social.url}/_lookup/advertiser?adcp_advertiser=acmeoutdoor.example`);
  const { advertiser_id: advertiser = "none" } = (await found.json()) as { readonly advertiser_id?: string };
  const url = `${social.url}/v1.3/advertiser/${advertiser}/info`;
  const client = "walled_garden_test_client_001";
  const ask = (secret: string) => askWith(url, `${social.url}/oauth/token`, client, secret, null);
  expect((await ask("walled_garden_test_secret_do_not_use_in_prod")).status).not.toBe(401);
  await expect(ask("not-the-secret-4711")).rejects.toMatchObject({
    code: "AUTH_REQUIRED",
    message: expect.stringContaining("Unknown client_id or wrong client_secret"),
  });
  await social.close();
});

/** The claims of a JWT whose signature one of the published keys has made. */
async function verified(token: string, jwksUri: string): Promise<unknown> {
  const [head = "", body = "", signature = ""] = token.split(".");
  const { keys } = (await (await fetch(jwksUri)).json()) as { readonly keys: readonly Record<string, string>[] };
  const signed = Buffer.from(`${head}.${body}`);
  const isGood = keys.some((key) =>
    verify("RSA-SHA256", signed, createPublicKey({ key, format: "jwk" }), Buffer.from(signature, "base64url")),
  );
  if (!isGood) throw new Error("Signed by none of the published keys");
  return JSON.parse(Buffer.from(body, "base64url").toString());
}

async function askWith(url: string, tokenUrl: string, clientId: string, clientSecret: string, scope: string | null) {
  const transport = makeTransport({ allowedHosts: ["127.0.0.1", "localhost"] });
  const auth = { kind: "oauth_client_credentials", tokenUrl, clientId, clientSecret, scope } as const;
  try {
    return await agentHttp(transport, { ...testEndpoint(url, null), auth }).send({
      tool: "get_products",
      method: "GET",
      url,
      headers: {},
      body: null,
      requestId: null,
      deadlineMs: 5_000,
    });
  } finally {
    await transport.close();
  }
}
