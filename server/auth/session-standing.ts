import { isRole, type Role } from "../domain/permissions";
import { sessionIsOver } from "./auth";

type FoundSession = {
  readonly session: { readonly createdAt: Date };
  readonly user: {
    readonly role: string;
    readonly disabledAt?: Date | null | undefined;
    readonly twoFactorRequired?: boolean | null | undefined;
    readonly twoFactorEnabled?: boolean | null | undefined;
  };
};

export type SessionStanding = {
  readonly role: Role;
  readonly hasSecondFactor: boolean;
  /** The organisation wants one, and there is none yet: nothing but setting it up until then. */
  readonly needsSecondFactor: boolean;
};

/** What a session is worth, for pages and procedures alike; null: it is over, its person is disabled, or of a role we do not know. */
export function standingOf({ session, user }: FoundSession): SessionStanding | null {
  const { role } = user;
  if (sessionIsOver(session.createdAt) || user.disabledAt || !isRole(role)) return null;
  const hasSecondFactor = user.twoFactorEnabled === true;
  return { role, hasSecondFactor, needsSecondFactor: user.twoFactorRequired === true && !hasSecondFactor };
}
