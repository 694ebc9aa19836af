import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// A zone nobody works in, with an odd offset: a forgotten time zone fails here instead of at a customer's.
process.env.TZ = "Asia/Kathmandu";

const everything = ["**/*.test.ts", "**/*.test.tsx"];
/** What only PostgreSQL can show needs a server: `npm run test:postgresql` brings one. */
const elsewhere = process.env.FLIGHTDECK_TEST_POSTGRESQL ? [] : ["**/*.postgresql.test.ts"];
const nowhere = ["node_modules/**", ".next/**", "data/**", "e2e/**", ...elsewhere];

/** Places whose test files share a process: nothing in them is about a process, and what they load they only read. */
const shared = [
  "app/(desk)/**",
  "app/{_*,api,sign-in}/**",
  "prisma/**",
  "scripts/**",
  "server",
  "server/{api,auth,db,discovery,doctor,domain,http,queue,repositories,sales-agents,sandbox,seller-calls,transcript,webhooks,workflows}/**",
  "server/simulator/memory-store",
].flatMap((place) => [`${place}/*.test.ts`, `${place}/*.test.tsx`]);

/** Starts processes, and changes what a test file sees of its own. */
const apart = ["server/sandbox/process.test.ts", "server/proof/**/*.test.ts"];

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") } },
  test: {
    // One more than cores: the tests of faults mostly wait.
    maxWorkers: 3,
    projects: [
      // Loading the SDKs and compiling their schemas costs more than most files' tests: there it is done once per worker.
      { extends: true, test: { name: "shared", include: shared, exclude: [...nowhere, ...apart], isolate: false } },
      { extends: true, test: { name: "apart", include: [...everything], exclude: [...nowhere, ...shared, ...apart] } },
      // Sellers live side by side there, and their tests mostly wait for them.
      {
        extends: true,
        test: { name: "processes", include: apart, maxConcurrency: 10, testTimeout: 300_000, hookTimeout: 120_000 },
      },
    ],
    environment: "node",
    // How long a busy machine takes is no fault: what must be fast is measured by the benchmarks.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Nor how long what is waited for takes; what never comes is told by its own words, not by the test's end.
    expect: { poll: { timeout: 90_000 } },
  },
});
