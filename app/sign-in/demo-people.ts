import { type Role, roles } from "@/server/domain/permissions";

/** What each demo user is for; addresses and password are those of the demo seed, which holds nothing real. */
const purposes: Record<Role, string> = {
  viewer: "reads everything, changes nothing",
  planner: "plans campaigns and sends them for approval",
  manager: "steers what is in flight",
  approver: "approves or rejects, never their own",
  admin: "all of it, and the agents",
};

export type DemoPerson = {
  readonly role: Role;
  readonly email: string;
  readonly password: string;
  readonly purpose: string;
};

export const demoPeople: readonly DemoPerson[] = roles.map((role) => ({
  role,
  email: `${role}@demo.flightdeck.example`,
  password: "flightdeck-demo",
  purpose: purposes[role],
}));
