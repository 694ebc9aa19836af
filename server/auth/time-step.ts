import { createHmac } from "node:crypto";
import { symmetricDecrypt } from "better-auth/crypto";
import type { Db } from "../db/client";
import type { Auth } from "./auth";

const stepMs = 30_000;

/**
 * The code is the one that begins to count with the next step. The sign-in library takes a step to either side; a clock that is behind is
 * what people have, and a code from ahead of time would live half a minute longer than it has to (ASVS 6.5.5).
 */
export async function isOfNextStep(
  auth: Auth,
  db: Db,
  code: string,
  who: { readonly userId: string; readonly at: number },
) {
  const row = await db.twoFactor.findFirst({ where: { userId: who.userId }, select: { secret: true } });
  if (row === null) return false;
  const { secretConfig } = await auth.$context;
  const secret = await symmetricDecrypt({ key: secretConfig, data: row.secret });
  const step = Math.floor(who.at / stepMs);
  return code === codeOf(secret, step + 1) && code !== codeOf(secret, step) && code !== codeOf(secret, step - 1);
}

/** RFC 4226 with six digits, as authenticator apps compute it. */
function codeOf(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", secret).update(counter).digest();
  const at = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
