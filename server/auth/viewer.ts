import { headers } from "next/headers";
import { cache } from "react";
import { composition } from "../composition";
import { can, isRole, type Permission, permissions, type Role } from "../domain/permissions";
import { sessionIsOver } from "./auth";

/** The signed-in person as pages need them; nothing secret. */
export type Viewer = {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly organisationName: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly permissions: readonly Permission[];
  /** Nothing but setting it up until it is there. */
  readonly needsSecondFactor: boolean;
  readonly hasSecondFactor: boolean;
};

/** Null when nobody is signed in. For layouts and pages; procedures decide for themselves. */
export const getViewer = cache(async (): Promise<Viewer | null> => {
  // First, so that a build without an installation's secrets knows these pages are made per request.
  const requestHeaders = await headers();
  const { auth, db } = composition();
  const session = await auth.api.getSession({ headers: requestHeaders });
  if (!session || session.user.disabledAt || !isRole(session.user.role)) return null;
  if (sessionIsOver(session.session.createdAt)) return null;
  const { role } = session.user;
  const organisation = await db.organisation.findUnique({ where: { id: session.user.organisationId } });
  if (!organisation) return null;
  return {
    userId: session.user.id,
    name: session.user.name,
    email: session.user.email,
    role,
    organisationName: organisation.name,
    timeZone: organisation.timeZone,
    currency: organisation.currency,
    hasSecondFactor: session.user.twoFactorEnabled === true,
    needsSecondFactor: session.user.twoFactorRequired === true && session.user.twoFactorEnabled !== true,
    permissions: permissions.filter((permission) => can(role, permission)),
  };
});
