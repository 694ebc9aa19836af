import { headers } from "next/headers";
import { cache } from "react";
import { composition } from "../composition";
import { can, type Permission, permissions } from "../domain/permissions";
import { findSession } from "./find-session";
import { type SessionStanding, standingOf } from "./session-standing";

/** The signed-in person as pages need them; nothing secret. */
export type Viewer = SessionStanding & {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly organisationName: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly permissions: readonly Permission[];
};

/** Null when nobody is signed in. For layouts and pages; procedures decide for themselves. */
export const getViewer = cache(async (): Promise<Viewer | null> => {
  // First, so that a build without an installation's secrets knows these pages are made per request.
  const requestHeaders = await headers();
  const { auth, db } = composition();
  const session = await findSession(auth, db, requestHeaders);
  const standing = session && standingOf(session);
  if (!session || !standing) return null;
  const organisation = await db.organisation.findUnique({ where: { id: session.user.organisationId } });
  if (!organisation) return null;
  return {
    userId: session.user.id,
    name: session.user.name,
    email: session.user.email,
    ...standing,
    organisationName: organisation.name,
    timeZone: organisation.timeZone,
    currency: organisation.currency,
    permissions: permissions.filter((permission) => can(standing.role, permission)),
  };
});
