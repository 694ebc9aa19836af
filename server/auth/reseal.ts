import { type Db, inWriteTransaction } from "../db/client";
import type { Vault } from "../ports";
import {
  replaceSealed,
  type SealedKind,
  type SealedValue,
  sealedKinds,
  sealedValues,
} from "../repositories/sealed-values";
import { sealedUnder } from "./vault";

export type Resealed = SealedKind & {
  readonly resealed: number;
  /** Values that no configured key opens: they stay as they are. */
  readonly unopened: number;
};

const batch = 200;

/**
 * Seals every stored secret again under the first key, 200 at a time while the desk runs; what is already under it is left alone, so that
 * an interrupted run goes on where it was. Afterwards the older keys open nothing that is stored.
 */
export async function reseal(db: Db, vault: Vault, firstKey: Buffer): Promise<readonly Resealed[]> {
  const outcome: Resealed[] = [];
  for (const kind of sealedKinds) outcome.push(await resealKind(db, vault, sealedUnder(firstKey), kind));
  return outcome;
}

async function resealKind(db: Db, vault: Vault, prefix: string, kind: SealedKind): Promise<Resealed> {
  const done = { resealed: 0, unopened: 0 };
  let after = "";
  for (;;) {
    const values = await sealedValues(db, kind, { prefix, after, most: batch });
    const last = values.at(-1);
    if (last === undefined) return { ...kind, ...done };
    const again = values.flatMap((value) => {
      const sealed = sealedAgain(vault, kind, value);
      return sealed === null ? [] : [{ value, sealed }];
    });
    done.unopened += values.length - again.length;
    await inWriteTransaction(db, async (tx) => {
      for (const { value, sealed } of again) await replaceSealed(tx, kind, value, sealed);
    });
    done.resealed += again.length;
    after = last.id;
  }
}

function sealedAgain(vault: Vault, { field }: SealedKind, { id, organisationId, sealed }: SealedValue): string | null {
  const place = { organisationId, rowId: id, field };
  try {
    return vault.seal(vault.open(sealed, place), place);
  } catch {
    // Sealed under a key that is not configured: said in the outcome, and no reason to stop.
    return null;
  }
}
