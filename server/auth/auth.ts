import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { nextCookies } from "better-auth/next-js";
import type { Config } from "../config";
import type { Db } from "../db/client";
import { limitHeader } from "./limit-key";

const day = 86_400;

/** Sign-in with email and password; sessions and limits live in the database. Accounts are made by an administrator. */
export function makeAuth(db: Db, config: Config) {
  return betterAuth({
    appName: "Flightdeck",
    baseURL: config.url,
    secret: config.authSecret,
    trustedOrigins: [new URL(config.url).origin],
    database: prismaAdapter(db, { provider: "sqlite" }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10 },
    session: { expiresIn: 7 * day, updateAge: day },
    account: { modelName: "credential" },
    user: {
      additionalFields: {
        organisationId: { type: "string", required: true, input: false },
        role: { type: "string", required: true, input: false },
        disabledAt: { type: "date", required: false, input: false },
      },
    },
    rateLimit: {
      enabled: true,
      storage: "database",
      customRules: { "/sign-in/email": { window: 60, max: config.signInLimit } },
    },
    advanced: {
      // Sign-in counts by the account that is tried (limit-key.ts), all else by address.
      ipAddress: { ipAddressHeaders: [limitHeader, "x-forwarded-for"] },
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax" },
      cookiePrefix: "flightdeck",
      // Said aloud, because the library leaves the check out wherever TEST or NODE_ENV=test is set.
      disableOriginCheck: false,
    },
    telemetry: { enabled: false },
    plugins: [nextCookies()],
  });
}

export type Auth = ReturnType<typeof makeAuth>;
