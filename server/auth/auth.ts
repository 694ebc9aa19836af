import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { APIError } from "better-auth/api";
import { nextCookies } from "better-auth/next-js";
import { twoFactor } from "better-auth/plugins";
import type { Config } from "../config";
import type { Db } from "../db/client";
import { dialectOf } from "../db/dialect";
import type { Log } from "../ports";
import { clientHeader } from "./client-address";
import { withHashedSessions } from "./hashed-sessions";
import { limitHeader } from "./limit-key";
import type { Mailbox } from "./mailbox";
import { rehashing } from "./password-hash";
import { passwordQueue } from "./password-queue";
import { hashedCodes, newRecoveryCodes } from "./recovery-codes";

const minute = 60;
const day = 86_400;

/** A session ends after a day without use, and in any case after this. */
const longestSessionMs = 14 * day * 1_000;

export function sessionIsOver(createdAt: Date, now = Date.now()): boolean {
  return now - createdAt.getTime() > longestSessionMs;
}

/** Sign-in with email, password and second factor; sessions and limits live in the database. Accounts are made by an administrator. */
export function makeAuth(db: Db, config: Config, mailbox: Pick<Mailbox, "post">, log?: Log) {
  const isHttps = config.url.startsWith("https:");
  const replaceHash = async (before: string, after: string) => {
    await db.credential.updateMany({ where: { password: before }, data: { password: after } });
  };
  return betterAuth({
    appName: "Flightdeck",
    baseURL: config.url,
    secret: config.authSecret,
    trustedOrigins: [new URL(config.url).origin],
    database: withHashedSessions(prismaAdapter(db, { provider: dialectOf(db) })),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 10,
      maxPasswordLength: 128,
      password: rehashing(passwordQueue(config.hashNiceness), replaceHash),
      resetPasswordTokenExpiresIn: 60 * minute,
      // Whoever had the old password is out, on every device.
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: async ({ user, token }) => {
        const { name, email, organisationId, invitedAt } = user as typeof user & InvitedUser;
        const link = `${config.url}/reset-password?token=${token}`;
        const letter = invitedAt ? invitation(name, link) : forgotten(name, link);
        await mailbox.post({ organisationId, to: email, ...letter });
      },
    },
    session: { expiresIn: day, updateAge: 10 * minute },
    verification: { storeIdentifier: "hashed" },
    account: { modelName: "credential" },
    user: {
      additionalFields: {
        organisationId: { type: "string", required: true, input: false },
        role: { type: "string", required: true, input: false },
        disabledAt: { type: "date", required: false, input: false },
        invitedAt: { type: "date", required: false, input: false },
        lastSeenAt: { type: "date", required: false, input: false },
        twoFactorRequired: { type: "boolean", required: false, input: false },
      },
    },
    databaseHooks: {
      session: {
        create: {
          // The library keeps the key that limits are counted by; people look for the address.
          before: async (session, context) => {
            const { userId } = session;
            const disabled = await db.user.findFirst({
              where: { id: userId, disabledAt: { not: null } },
              select: { id: true },
            });
            // Said to whoever knows the password alone; a session of theirs would be nobody's (find-session.ts).
            if (disabled)
              throw new APIError("FORBIDDEN", { code: "ACCOUNT_DISABLED", message: "This account is disabled" });
            return { data: { ...session, ipAddress: context?.headers?.get(clientHeader) ?? null } };
          },
          after: async ({ userId, createdAt }) => {
            await db.user.updateMany({ where: { id: userId }, data: { lastSeenAt: createdAt, invitedAt: null } });
          },
        },
      },
    },
    rateLimit: {
      enabled: true,
      storage: "database",
      customRules: {
        "/sign-in/email": { window: minute, max: config.signInLimit },
        "/two-factor/verify-totp": { window: minute, max: config.signInLimit },
        "/two-factor/verify-backup-code": { window: minute, max: config.signInLimit },
        "/request-password-reset": { window: 10 * minute, max: Math.max(3, Math.round(config.signInLimit / 2)) },
      },
    },
    advanced: {
      // Sign-in counts by the account that is tried (limit-key.ts), all else by address.
      ipAddress: { ipAddressHeaders: [limitHeader, clientHeader] },
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", secure: isHttps, path: "/" },
      // `__Host-`: no sibling host can set or overwrite it. A browser takes it over https only.
      cookiePrefix: isHttps ? "__Host-flightdeck" : "flightdeck",
      useSecureCookies: false,
      // Said aloud, because the library leaves the check out wherever TEST or NODE_ENV=test is set.
      disableOriginCheck: false,
    },
    telemetry: { enabled: false },
    // What is no refusal is the door's to log and to answer; the library would write it past our log.
    onAPIError: { throw: true },
    // A wrong password is a line of our own log (auth-door.ts); what else it has to say comes as one, encoded like all others.
    logger: {
      level: "error",
      disableColors: true,
      log: (_, message, ...about) => log?.error(fieldsOf(about), message),
    },
    plugins: [twoFactor({ issuer: "Flightdeck", backupCodeOptions: recoveryCodes(config.authSecret) }), nextCookies()],
  });
}

export type Auth = ReturnType<typeof makeAuth>;

type InvitedUser = { readonly organisationId: string; readonly invitedAt?: Date | null };

const recoveryCodes = (secret: string) => ({
  customBackupCodesGenerate: newRecoveryCodes,
  storeBackupCodes: hashedCodes(secret),
});

/** What the library adds to a message: the errors among it, whose details it may quote. */
function fieldsOf(about: readonly unknown[]) {
  const err = about.find((one) => one instanceof Error);
  return { event: "sign-in library", ...(err === undefined ? {} : { err }) };
}

function invitation(name: string, link: string) {
  return {
    subject: "Your Flightdeck account",
    text: `Hello ${name},\n\nyou have been invited to Flightdeck. Choose a password within the hour:\n\n${link}\n\nAn administrator can send this again.\n`,
  };
}

function forgotten(name: string, link: string) {
  return {
    subject: "A new password for Flightdeck",
    text: `Hello ${name},\n\nsomebody asked for a new password for this address. If that was you, choose one within the hour:\n\n${link}\n\nIf not, nothing has changed and there is nothing to do.\n`,
  };
}
