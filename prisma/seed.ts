import { composition } from "../server/composition";
import { makeOrganisation } from "./demo-organisation";

/** The demo: one organisation, five people, the sandbox's sellers. Run again, it changes nothing. */
const domain = "demo.flightdeck.example";
const { ports, auth, db } = composition();
const known = await db.user.findUnique({ where: { email: `planner@${domain}` } });
if (known) {
  console.log("The demo organisation is already here.");
} else {
  await makeOrganisation(ports, auth, {
    name: "Alpenglow Agency",
    domain,
    password: "flightdeck-demo",
    currency: "USD",
    timeZone: "Europe/Berlin",
    sandboxUrl: process.env.SANDBOX_URL ?? "http://127.0.0.1:4100",
  });
  console.log(`Made the demo organisation: viewer, planner, manager, approver and admin@${domain}`);
}
await db.$disconnect();
