"use client";

import { createContext, type ReactNode, useContext } from "react";
import { can, type Permission, type Role } from "@/server/domain/permissions";

/** Who is signed in, as the server said it when the page was rendered. */
export type Viewer = {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly organisationName: string;
  /** IANA zone the organisation works in. */
  readonly timeZone: string;
  readonly currency: string;
};

const ViewerContext = createContext<Viewer | null>(null);

export function ViewerProvider({ viewer, children }: { readonly viewer: Viewer; readonly children: ReactNode }) {
  return <ViewerContext.Provider value={viewer}>{children}</ViewerContext.Provider>;
}

export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (!viewer) throw new Error("useViewer needs a ViewerProvider above it");
  return viewer;
}

/** Whether the signed-in role holds `permission`: hides controls; the API checks again. */
export function useCan(permission: Permission): boolean {
  return can(useViewer().role, permission);
}
