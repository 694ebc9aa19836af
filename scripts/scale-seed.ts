import { parseArgs } from "node:util";
import { makeOrganisation } from "../prisma/demo-organisation";
import { fillOrganisation } from "../prisma/scale-organisation";
import { composition } from "../server/composition";
import { openBulkWriter } from "../server/db/bulk-writer";
import { migrate } from "../server/db/migrate";

/**
 * A desk with very many media buys, to see what it does then: `npm run scale:seed -- --buys 1000000 [--organisations 10]`, into
 * DATABASE_URL, which it migrates. Stopped and started again it goes on where it was (each chunk is one transaction), with other numbers it adds
 * what is missing; it takes nothing away, and leaves other organisations alone.
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
if (!(Number.isInteger(buys) && buys > 0 && Number.isInteger(organisations) && organisations > 0)) {
  throw new Error("Say how many: --buys 1000000 --organisations 10");
}
const each = Math.ceil(buys / organisations);
const { config, ports, auth, db } = composition();
await migrate(config.databaseUrl);
const writer = openBulkWriter(config.databaseUrl, db);
const begun = Date.now();
let made = 0;
for (let number = 1; number <= organisations; number += 1) {
  const domain = `scale-${number}.example`;
  const desk = { db, newId: ports.newId, writer };
  const organisation = await organisationOf(domain, number);
  const there = await db.mediaBuy.count({ where: { organisationId: organisation.organisationId } });
  if (there > 0 && there < each) console.log(`${domain} has ${there} of ${each} media buys: going on there`);
  const ended = await fillOrganisation(desk, { ...organisation, buys: each }, (more, total) => {
    made += more;
    const seconds = Math.max(1, Math.round((Date.now() - begun) / 1_000));
    const speed = `${made} in ${seconds} s, ${Math.round(made / seconds)} a second`;
    process.stdout.write(`\r${domain}: ${total} of ${each} media buys; ${speed} `);
  });
  console.log(
    ended === 0 ? `${domain} has its ${there} media buys already: nothing to do` : `\nSign in as manager@${domain}`,
  );
}
writer.close();
await db.$disconnect();
process.exit(0);

/** The one of that domain, made where there is none. */
async function organisationOf(domain: string, number: number) {
  const manager = { email: `manager@${domain}` };
  const known = await db.user.findUnique({ where: manager, select: { id: true, organisationId: true } });
  if (known) return { organisationId: known.organisationId, authorId: known.id };
  const plan = { domain, password: values.password, currency: "USD", timeZone: "UTC", sandboxUrl: null };
  const { organisationId, users } = await makeOrganisation(ports, auth, { ...plan, name: `Scale ${number}` });
  return { organisationId, authorId: users.manager.userId };
}
