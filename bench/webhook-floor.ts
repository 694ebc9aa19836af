import http from "node:http";
import { createWebhookVerifier, StaticJwksResolver } from "@adcp/sdk/signing/server";

/**
 * What a webhook costs without an app: bare node http and the signature check alone, its nonces in memory; nothing is kept.
 * Run as: webhook-floor.ts <public key as JSON> <port>
 */
const [jwk = "{}", port = "0"] = process.argv.slice(2);
const verify = createWebhookVerifier({ jwks: new StaticJwksResolver([JSON.parse(jwk)]) });

http
  .createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (request.method !== "POST") return void response.end("{}");
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const url = `http://127.0.0.1:${port}${request.url}`;
      verify({ method: "POST", url, headers, body: Buffer.concat(chunks).toString() }).then(
        () => response.end('{"received":true}'),
        () => response.writeHead(401).end(),
      );
    });
  })
  .listen(Number(port), "127.0.0.1");
