import { z } from "zod";

/** A password and an address are the most that is asked here. */
export const mostBytes = 16_384;

const password = z.string().min(1).max(128);
/** Longer than any that is: what it is worth, the library says. */
const email = z.string().min(1).max(254);
const code = z.string().min(1).max(64);
const nothing = z.strictObject({});
const proof = z.strictObject({ password });

/** `sessionId` null: all but the one this comes from. */
export const endingInput = z.strictObject({ password, sessionId: z.string().min(1).max(64).nullable() });

export type Asked = {
  /** How often one address may ask it a minute, in sign-in limits. */
  readonly share: number;
  /** A password is hashed for it: where there is no place for one, it is not begun (hashing-places.ts). */
  readonly hashes?: true;
  readonly input: z.ZodType<Readonly<Record<string, unknown>>>;
};

/**
 * What our pages ask below /api/auth, by path, and with which fields; all else the library could answer, and every field it would take
 * besides (a device to be trusted, a session that is to stay, where to go next), is not there.
 */
export const authInputs: ReadonlyMap<string, Asked> = new Map<string, Asked>([
  ["/sign-in/email", { share: 5, hashes: true, input: z.strictObject({ email, password }) }],
  ["/sign-out", { share: 50, input: nothing }],
  ["/end-sessions", { share: 5, hashes: true, input: endingInput }],
  ["/request-password-reset", { share: 5, input: z.strictObject({ email }) }],
  [
    "/reset-password",
    {
      share: 5,
      hashes: true,
      input: z.strictObject({ newPassword: z.string().max(1_024), token: z.string().max(128) }),
    },
  ],
  [
    "/change-password",
    {
      share: 5,
      hashes: true,
      input: z.strictObject({
        currentPassword: password,
        newPassword: z.string().max(1_024),
        // Whoever had the old one is out; nobody chooses otherwise.
        revokeOtherSessions: z.literal(true).default(true),
      }),
    },
  ],
  ["/two-factor/enable", { share: 5, hashes: true, input: proof }],
  ["/two-factor/disable", { share: 5, hashes: true, input: proof }],
  ["/two-factor/verify-totp", { share: 5, input: z.strictObject({ code }) }],
  ["/two-factor/verify-backup-code", { share: 5, input: z.strictObject({ code }) }],
  ["/two-factor/generate-backup-codes", { share: 5, hashes: true, input: proof }],
]);
