import { test as base, expect, type Page } from "@playwright/test";
import { type MadeOrganisation, makeOrganisation } from "../prisma/demo-organisation";
import { quickPasswords } from "../server/auth/test-quick-passwords";
import { type Composition, composition } from "../server/composition";
import type { Role } from "../server/domain/permissions";
import { newUuidV7 } from "../server/uuid";
import { alive, onlyAlive } from "./alive";
import { e2eEnvironment } from "./environment";
import { type Given, given } from "./given";

type Fixtures = {
  /** An organisation of this test's own, with a person per role and the sandbox's sellers. */
  readonly organisation: MadeOrganisation;
  /** Signs `page` in as the organisation's person of that role, by session cookie: no form. */
  readonly signIn: (role: Role, page?: Page) => Promise<void>;
  /** Puts the organisation into a state, through the same procedures the pages use. */
  readonly given: Given;
};
type WorkerFixtures = { readonly app: Composition };

const password = "flightdeck-e2e-password";

/** Fails a test on a page error or an unexpected `console.error`. */
function watch(page: Page, problems: string[]): void {
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    // The browser itself reports refused requests; the test asserts those by what the page says.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      problems.push(message.text());
  });
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  app: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's dependencies from this pattern
    async ({}, use) => {
      const app = composition(e2eEnvironment);
      await use(app);
      await app.db.$disconnect();
    },
    { scope: "worker" },
  ],
  page: async ({ page }, use) => {
    const problems: string[] = [];
    watch(page, problems);
    onlyAlive(page);
    await use(page);
    expect(problems).toEqual([]);
  },
  organisation: async ({ app }, use) => {
    const domain = `${newUuidV7().slice(-12)}.example`;
    const made = await makeOrganisation(app.ports, quickPasswords, {
      name: "Test agency",
      domain,
      password,
      currency: "USD",
      timeZone: "Europe/Berlin",
      sandboxUrl: e2eEnvironment.SANDBOX_URL,
    });
    await use(made);
    // Nobody looks at it any more: reading its media buys back for ever would slow every test that follows.
    await app.db.job.deleteMany({ where: { organisationId: made.organisationId } });
  },
  given: async ({ app, organisation }, use) => {
    await use(given(app, organisation));
  },
  signIn: async ({ app, organisation, page }, use) => {
    await use(async (role, target = page) => {
      onlyAlive(target);
      const { email } = organisation.users[role];
      const { headers } = await app.auth.api.signInEmail({ body: { email, password }, returnHeaders: true });
      const { hostname } = new URL(e2eEnvironment.FLIGHTDECK_URL);
      const cookies = headers.getSetCookie().map((line) => {
        const [pair = ""] = line.split(";");
        const [name = "", ...value] = pair.split("=");
        return { name, value: value.join("="), domain: hostname, path: "/", httpOnly: true, sameSite: "Lax" as const };
      });
      // In the place of whoever was signed in: a page that still asks must not be told meanwhile that nobody is.
      await target.context().addCookies(cookies);
    });
  },
});

export { alive, expect };
