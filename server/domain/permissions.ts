/** Roles and permissions: one closed union, read by the procedure's type and by the UI alike (design §6). */
export const roles = ["viewer", "planner", "manager", "approver", "admin"] as const;
export type Role = (typeof roles)[number];

export const permissions = [
  "desk:read",
  "campaign:write",
  "campaign:submit",
  "creative:write",
  "media_buy:edit",
  "media_buy:pause",
  "change:approve",
  "change:retry",
  "sales_agent:write",
  "audit:read",
  "transcript:read",
  "member:read",
  "member:write",
  "account:own",
  "organisation:write",
] as const;
export type Permission = (typeof permissions)[number];

const granted: Record<Role, readonly Permission[]> = {
  viewer: ["account:own", "desk:read", "audit:read"],
  planner: [
    "account:own",
    "desk:read",
    "audit:read",
    "transcript:read",
    "campaign:write",
    "campaign:submit",
    "creative:write",
    "change:retry",
  ],
  manager: [
    "account:own",
    "desk:read",
    "audit:read",
    "transcript:read",
    "campaign:write",
    "campaign:submit",
    "creative:write",
    "media_buy:edit",
    "media_buy:pause",
    "change:retry",
  ],
  approver: ["account:own", "desk:read", "audit:read", "transcript:read", "change:approve", "media_buy:pause"],
  admin: permissions,
};

export function can(role: Role, permission: Permission): boolean {
  return granted[role].includes(permission);
}

export function isRole(value: unknown): value is Role {
  return typeof value === "string" && (roles as readonly string[]).includes(value);
}

/** What a person can give to an API key: never their own account, nor other people's. */
export const scopes = permissions.filter((one) => one !== "account:own" && one !== "member:write");

/** Who acts: every workflow takes one, every query carries its organisation. */
export type Actor = {
  readonly organisationId: string;
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
  readonly requestId: string | null;
};
