import { type KeyStanding, standingOf } from "../../domain/signing/signing-key";
import type { Instant } from "../../domain/time";
import type { Ports } from "../../ports";
import type { SigningKeyRecord } from "../../repositories/signing-keys";

/** The organisation's keys as the desk shows them: names and dates, no key material. */
export type SigningKeysView = {
  /** Where sellers fetch the public parts; null: they cannot reach this desk. */
  readonly keySetUrl: string | null;
  readonly keys: readonly {
    readonly keyId: string;
    readonly standing: KeyStanding;
    readonly createdAt: Instant;
    readonly publishedUntil: Instant | null;
  }[];
};

type Where = Pick<Ports, "clock" | "publicUrl" | "appUrl"> & { readonly organisationId: string };

export function toSigningKeysView(keys: readonly SigningKeyRecord[], where: Where): SigningKeysView {
  const now = where.clock();
  const base = where.publicUrl ?? where.appUrl;
  return {
    keySetUrl: base === undefined ? null : new URL(`/api/keys/${where.organisationId}`, base).href,
    keys: keys.map((key) => {
      const { keyId, createdAt, publishedUntil } = key;
      return { keyId, standing: standingOf(key, now), createdAt, publishedUntil };
    }),
  };
}
