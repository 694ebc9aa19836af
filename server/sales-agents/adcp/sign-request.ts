import type { SigningIdentity } from "../sales-agent";
import type { AgentRequest } from "../transport";

/** What a test pins; a signature that is sent has a nonce and a time of its own. */
type Pinned = { readonly nonce?: string; readonly now?: () => number };

/**
 * The headers of an RFC 9421 signature over one request, profile adcp/request-signing/v1, by the SDK's signer, loaded with the first
 * signed request. Valid for five minutes and once. The address is signed in the form in which the transport sends it.
 */
export async function signatureHeaders(
  request: Pick<AgentRequest, "method" | "url" | "headers" | "body">,
  signing: SigningIdentity,
  pinned: Pinned = {},
): Promise<Readonly<Record<string, string>>> {
  const { signRequest } = await import("@adcp/sdk/signing/client");
  const { origin, pathname, search } = new URL(request.url);
  const { headers } = signRequest(
    {
      method: request.method,
      url: `${origin}${pathname}${search}`,
      headers: { ...request.headers },
      ...(request.body === null ? {} : { body: request.body }),
    },
    { keyid: signing.keyId, alg: signing.algorithm, privateKey: privateKeyOf(signing) },
    { coverContentDigest: signing.coversDigest, ...pinned },
  );
  const made = Object.entries(headers).filter(([name]) => signatureNames.has(name));
  return Object.fromEntries(made.map(([name, value]) => [name.toLowerCase(), value]));
}

const signatureNames = new Set(["Content-Digest", "Signature-Input", "Signature"]);

type PrivateJwk = import("@adcp/sdk/signing/client").SignerKey["privateKey"];

/** Parsed for every request: a key in clear is kept nowhere for longer than its call. */
function privateKeyOf({ privateJwk }: SigningIdentity): PrivateJwk {
  return JSON.parse(privateJwk) as PrivateJwk;
}
