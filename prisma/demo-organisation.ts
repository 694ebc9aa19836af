import type { Role } from "../server/domain/permissions";
import { roles } from "../server/domain/permissions";
import type { Ports } from "../server/ports";

/** The sandbox's three sellers; their tokens are public, because they sell nothing real. */
export const sandboxSellers = [
  { path: "prompt", name: "Tagblatt Media" },
  { path: "careful", name: "Northlight TV" },
  { path: "awkward", name: "Bazaar Exchange" },
] as const;

export type OrganisationPlan = {
  readonly name: string;
  /** Makes addresses unique: planner@<domain>. */
  readonly domain: string;
  readonly password: string;
  readonly currency: string;
  readonly timeZone: string;
  /** Where the sandbox answers, such as http://127.0.0.1:4100; null: no agents. */
  readonly sandboxUrl: string | null;
};

const names: Record<Role, string> = {
  viewer: "Vera Viewer",
  planner: "Paula Planner",
  manager: "Marc Manager",
  approver: "Ada Approver",
  admin: "Adam Admin",
};

export type MadeOrganisation = {
  readonly organisationId: string;
  readonly users: Readonly<Record<Role, { readonly userId: string; readonly email: string; readonly name: string }>>;
  readonly salesAgentIds: readonly string[];
};

/** Of the sign-in library, or of tests that are not about passwords. */
type Hashing = {
  readonly $context: PromiseLike<{ readonly password: { readonly hash: (password: string) => Promise<string> } }>;
};

/** One organisation with a user per role, a brand and the sandbox's sellers; the worker makes first contact. */
export async function makeOrganisation(ports: Ports, auth: Hashing, plan: OrganisationPlan): Promise<MadeOrganisation> {
  const hash = await (await auth.$context).password.hash(plan.password);
  const at = new Date(ports.clock());
  const organisationId = ports.newId();
  return ports.inTransaction(async (tx) => {
    const { name, currency, timeZone } = plan;
    await tx.organisation.create({ data: { id: organisationId, name, currency, timeZone, createdAt: at } });
    const users = {} as Record<Role, { userId: string; email: string; name: string }>;
    for (const role of roles) {
      const user = { userId: ports.newId(), email: `${role}@${plan.domain}`, name: names[role] };
      users[role] = user;
      const stamps = { createdAt: at, updatedAt: at };
      await tx.user.create({
        data: {
          id: user.userId,
          organisationId,
          role,
          name: user.name,
          email: user.email,
          emailVerified: true,
          ...stamps,
        },
      });
      const credential = { accountId: user.userId, providerId: "credential", userId: user.userId, password: hash };
      await tx.credential.create({ data: { id: ports.newId(), ...credential, ...stamps } });
    }
    await tx.brand.create({
      data: {
        id: ports.newId(),
        organisationId,
        name: "Alpenglow Outdoor",
        domain: "alpenglow.example",
        createdAt: at,
      },
    });
    const salesAgentIds =
      plan.sandboxUrl === null ? [] : await addSandboxSellers(ports, tx, organisationId, plan.sandboxUrl);
    return { organisationId, users, salesAgentIds };
  });
}

type Transaction = Parameters<Parameters<Ports["inTransaction"]>[0]>[0];

async function addSandboxSellers(
  ports: Ports,
  tx: Transaction,
  organisationId: string,
  sandboxUrl: string,
): Promise<string[]> {
  const ids: string[] = [];
  const at = new Date(ports.clock());
  for (const { path, name } of sandboxSellers) {
    const id = ports.newId();
    const place = { organisationId, rowId: id, field: "credential" };
    await tx.salesAgent.create({
      data: {
        id,
        organisationId,
        name,
        url: `${sandboxUrl}/${path}/mcp`,
        protocol: "mcp",
        credentialSealed: ports.vault.seal(`sandbox-${path}-token`, place),
        sandbox: true,
        createdAt: at,
      },
    });
    await tx.job.create({
      data: {
        id: ports.newId(),
        organisationId,
        kind: "contact_sales_agent",
        subjectId: id,
        lane: id,
        dueAt: at,
        createdAt: at,
      },
    });
    ids.push(id);
  }
  return ids;
}
