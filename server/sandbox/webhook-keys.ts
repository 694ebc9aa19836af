import { generateKeyPairSync } from "node:crypto";
import type { SignerKey } from "@adcp/sdk/signing/client";
import type { Json } from "./model";
import type { Seller } from "./seller";

interface StoredKey {
  kid: string;
  public_jwk: Json;
  private_jwk: Json;
}

function makeKey(seller: Seller): StoredKey {
  const pair = generateKeyPairSync("ed25519");
  return {
    kid: `${seller.profile.id}-webhooks-${seller.now().toString(36)}`,
    public_jwk: pair.publicKey.export({ format: "jwk" }) as Json,
    private_jwk: pair.privateKey.export({ format: "jwk" }) as Json,
  };
}

/** The seller's own key for webhooks: made once, kept with its state. */
function ownKey(seller: Seller): StoredKey {
  const known = seller.store.get<StoredKey>("setting", "", "webhook_key");
  if (known !== undefined) return known;
  const made = makeKey(seller);
  seller.store.put("setting", "", "webhook_key", made);
  return made;
}

const asSigner = ({ kid, private_jwk }: StoredKey): SignerKey => ({
  keyid: kid,
  alg: "ed25519",
  privateKey: { ...private_jwk, kid, kty: "OKP", adcp_use: "webhook-signing", key_ops: ["sign"] },
});

export const signingKey = (seller: Seller): SignerKey => asSigner(ownKey(seller));

/** A key that nobody publishes, under the name of the one that is. */
export const strangersKey = (seller: Seller): SignerKey => asSigner({ ...makeKey(seller), kid: ownKey(seller).kid });

/** `/<seller>/.well-known/jwks.json`. */
export function keySet(seller: Seller): Json {
  const { kid, public_jwk } = ownKey(seller);
  const purpose = { use: "sig", key_ops: ["verify"], alg: "EdDSA", adcp_use: "webhook-signing" };
  return { keys: [{ ...public_jwk, kid, ...purpose }] };
}

/** `/.well-known/brand.json` of the origin: which agent signs with which set. */
export function brandJson(sellers: readonly Seller[]): Json {
  const agents = sellers.map(({ profile, url }) => ({
    type: "sales",
    id: profile.id,
    url,
    jwks_uri: url.replace(/\/mcp$/, "/.well-known/jwks.json"),
  }));
  return { name: "Sandbox sellers", agents };
}
