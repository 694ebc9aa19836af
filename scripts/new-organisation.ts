import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { z } from "zod";
import { composition } from "@/server/composition";
import { newOrganisation } from "@/server/workflows/new-organisation";

/** The first administrator of an organisation, who invites everybody else; the password is shown once. */
const { values } = parseArgs({
  options: {
    name: { type: "string" },
    email: { type: "string" },
    currency: { type: "string", default: "USD" },
    zone: { type: "string", default: "UTC" },
  },
});
const plan = z
  .object({
    name: z.string().min(1),
    email: z.email().toLowerCase(),
    currency: z.string().regex(/^[A-Z]{3}$/),
    zone: z.enum([...Intl.supportedValuesOf("timeZone"), "UTC"]),
  })
  .safeParse(values);
if (!plan.success) {
  const wrong = plan.error.issues.map((issue) => `--${issue.path.join(".")}`);
  console.error(
    `Not usable: ${wrong.join(", ")}. As in: --name "An agency" --email you@agency.example --currency EUR --zone Europe/Berlin`,
  );
  process.exit(1);
}
const { ports, auth, db } = composition();
try {
  const password = randomBytes(15).toString("base64url");
  const passwordHash = await (await auth.$context).password.hash(password);
  await newOrganisation(ports, { ...plan.data, passwordHash });
  console.log(`Made ${plan.data.name}. Sign in as ${plan.data.email} with ${password} and change it.`);
} finally {
  await db.$disconnect();
}
