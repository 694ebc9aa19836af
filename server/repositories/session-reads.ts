import type { Db } from "../db/client";
import { Prisma } from "../db/generated/client";

/** A session with its person, as the database has them at this moment. */
export type SessionRow = {
  readonly session: { readonly id: string; readonly createdAt: Date; readonly expiresAt: Date };
  readonly user: {
    readonly id: string;
    readonly organisationId: string;
    readonly name: string;
    readonly email: string;
    readonly role: string;
    readonly disabledAt: Date | null;
    readonly twoFactorEnabled: boolean | null;
    readonly twoFactorRequired: boolean;
  };
};

type Flat = SessionRow["user"] & { readonly sessionId: string; readonly createdAt: Date; readonly expiresAt: Date };

/** One statement, raw because every request runs it. null: there is no such session. */
export async function sessionOfToken(db: Db, tokenAtRest: string): Promise<SessionRow | null> {
  const [found] = await db.$queryRaw<readonly Flat[]>(Prisma.sql`
    SELECT s."id" AS "sessionId", s."createdAt", s."expiresAt", u."id", u."organisationId", u."name", u."email", u."role",
      u."disabledAt", u."twoFactorEnabled", u."twoFactorRequired"
    FROM "Session" s JOIN "User" u ON u."id" = s."userId" WHERE s."token" = ${tokenAtRest}`);
  if (!found) return null;
  const { sessionId, createdAt, expiresAt, ...user } = found;
  return { session: { id: sessionId, createdAt, expiresAt }, user };
}
