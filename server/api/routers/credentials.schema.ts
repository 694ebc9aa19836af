import { z } from "zod";

const secret = z
  .string()
  .trim()
  .min(1, "Enter the secret")
  .max(4096, "At most 4,096 characters")
  .regex(/^[\x21-\x7e]*$/, "It has no spaces or line breaks");

/** Headers that the connection, the protocol or another scheme owns: a credential there would break or forge them. */
const ownedHeaders = new Set([
  "accept",
  "connection",
  "content-digest",
  "content-length",
  "content-type",
  "expect",
  "host",
  "keep-alive",
  "mcp-protocol-version",
  "mcp-session-id",
  "proxy-authorization",
  "signature",
  "signature-input",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
]);

const headerName = z
  .string()
  .trim()
  .min(1, "Name the header")
  .max(100, "At most 100 characters")
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "A header name has no spaces or colons")
  .refine((name) => !ownedHeaders.has(name.toLowerCase()), "This header is not free for a credential");

/** True for an address with a user name or password in it. */
export function carriesUser(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && (url.username !== "" || url.password !== "");
}

const clientId = z.string().trim().min(1, "Enter the client id").max(400, "At most 400 characters");

/** How we prove who we are to an agent; the secret goes in here and never comes out again. */
export const credentialInput = z.discriminatedUnion("scheme", [
  z.strictObject({ scheme: z.literal("none") }),
  z.strictObject({ scheme: z.literal("bearer"), token: secret }),
  z.strictObject({ scheme: z.literal("header"), name: headerName, value: secret }),
  z.strictObject({
    scheme: z.literal("oauth_client_credentials"),
    tokenUrl: z
      .url({ protocol: /^https?$/, error: "Enter an address such as https://login.example.com/oauth/token" })
      .max(2000, "At most 2,000 characters")
      .refine((text) => !carriesUser(text), "The address must not carry a user name or password"),
    clientId,
    clientSecret: secret,
    scope: z
      .string()
      .trim()
      .max(1000, "At most 1,000 characters")
      .regex(/^[\x21\x23-\x5b\x5d-\x7e ]*$/, "Scopes are words with spaces between them"),
  }),
]);

/** `scope`: words separated by spaces; empty: none is asked for. */
export type CredentialInput = z.infer<typeof credentialInput>;
export type CredentialScheme = CredentialInput["scheme"];

/** True: requests are signed (RFC 9421) with the organisation's own key, beside whatever the scheme is. */
export const signsRequestsInput = z.boolean();
