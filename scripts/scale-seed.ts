import { parseArgs } from "node:util";
import { makeOrganisation } from "../prisma/demo-organisation";
import { insertScaleRows } from "../prisma/scale-rows";
import { composition } from "../server/composition";
import { migrate } from "../server/db/migrate";

/**
 * A desk with very many media buys, to see what it does then: `npm run scale:seed -- --buys 1000000 [--organisations 10]`.
 * Into DATABASE_URL, which it migrates; each run adds organisations, each with the five people of the demo.
 */
const { values } = parseArgs({
  options: {
    buys: { type: "string", default: "100000" },
    organisations: { type: "string" },
    password: { type: "string", default: "flightdeck-scale" },
  },
});
const buys = Number(values.buys);
const organisations = Number(values.organisations ?? Math.max(1, Math.round(buys / 100_000)));
const each = Math.ceil(buys / organisations);
const { config, ports, auth, db } = composition();
await migrate(config.databaseUrl);
const begun = Date.now();
for (let index = 0; index < organisations; index += 1) {
  const domain = `scale-${ports.newId().slice(-12)}.example`;
  const plan = { name: `Scale ${index + 1}`, domain, password: values.password, currency: "USD", timeZone: "UTC" };
  const { organisationId } = await makeOrganisation(ports, auth, { ...plan, sandboxUrl: null });
  const campaigns = Math.ceil(each / 100);
  await insertScaleRows(db, { organisationId, newId: ports.newId, salesAgents: 50, campaigns, buys: each });
  const seconds = Math.round((Date.now() - begun) / 1_000);
  console.log(`${(index + 1) * each} media buys after ${seconds} s; sign in as manager@${domain}`);
}
await db.$disconnect();
process.exit(0);
