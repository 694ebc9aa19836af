/**
 * Who may import whom (ARCHITECTURE.md draws it). Every rule is an error; each comment says where the code belongs.
 * scripts/layers.test.ts plants one violation of every rule and expects exactly that rule to answer.
 */
const tests = "\\.test\\.tsx?$";
// Doors answer requests and wire real ports: route handlers, the server-side caller, the session's viewer.
const doors = ["^app/.+/route\\.tsx?$", "^app/_trpc/server\\.tsx$"];
// The running app's doors on a port of a test's own.
const doorsOfTests = "^server/api/abuse/test-doors\\.ts$";
const viewer = "^server/auth/viewer\\.ts$";

/** `from` may use nothing of ours but `to`; its own tests may reach further. */
const onlyMayUse = (name, comment, from, to, extra = {}) => ({
  name,
  comment,
  severity: "error",
  from: { path: from, pathNot: tests, ...extra.from },
  to: { path: "^(app|server|prisma|scripts|e2e|bench)/", pathNot: to, ...extra.to },
});

const typesOnlyFrom = (name, comment, from, to) => ({
  name,
  comment,
  severity: "error",
  from: { pathNot: tests, ...from },
  to: { dependencyTypesNot: ["type-only"], ...to },
});

module.exports = {
  forbidden: [
    {
      name: "domain-is-pure",
      comment: "The domain takes what it needs as arguments: no I/O, no package, nothing of the app around it.",
      severity: "error",
      from: { path: "^server/domain/", pathNot: tests },
      to: { pathNot: ["^server/domain/", "^node_modules/temporal-polyfill/"] },
    },
    {
      name: "time-lives-in-time",
      comment: "Calendars, zones and instants belong in server/domain/time.ts.",
      severity: "error",
      from: { pathNot: "^server/domain/time\\.ts$" },
      to: { path: "^node_modules/temporal-polyfill/" },
    },
    onlyMayUse(
      "sales-agents-know-the-domain-only",
      "An adapter translates between a seller's words and the domain's; who calls it decides what is done with that.",
      ["^server/sales-agents/"],
      ["^server/(sales-agents|domain)/"],
    ),
    {
      name: "protocol-only-in-its-adapter",
      comment: "AdCP, MCP and A2A packages belong in server/sales-agents/adcp (and in the sandbox sellers).",
      severity: "error",
      from: {
        pathNot: [
          "^server/sales-agents/adcp/",
          "^server/sandbox/",
          "^server/proof/fleet/",
          "^server/webhooks/(verify-rfc9421|test-.+|.+\\.test)\\.ts$",
          "^bench/webhook",
        ],
      },
      to: { path: "^node_modules/(@adcp/sdk|@modelcontextprotocol/sdk|@a2a-js/sdk)/" },
    },
    onlyMayUse(
      "sandbox-stands-alone",
      "The sandbox is somebody else's seller: it shares nothing with the app but the wire.",
      ["^server/sandbox/"],
      ["^server/sandbox/"],
    ),
    {
      name: "nothing-imports-the-sandbox",
      comment: "Reach a sandbox seller over HTTP; only tests may start one in their own process.",
      severity: "error",
      from: { pathNot: ["^server/sandbox/", tests, "^e2e/", "^bench/"] },
      to: { path: "^server/sandbox/" },
    },
    onlyMayUse(
      "db-knows-nothing-of-ours",
      "The database layer carries no business word; queries belong in server/repositories.",
      ["^server/db/"],
      ["^server/db/"],
    ),
    {
      name: "prisma-stays-in-its-folders",
      comment: "Only server/db talks to Prisma and SQLite; ask a repository, which asks server/db/client.ts.",
      severity: "error",
      from: { path: "^(app|server)/", pathNot: ["^server/(db|sandbox|proof)/", doorsOfTests, tests] },
      to: {
        path: ["^server/db/", "^node_modules/(@prisma/|better-sqlite3/|pg/)"],
        pathNot: [
          "^server/db/(client|database-url|dialect|insert-rows|json-sql|listen-postgresql|unapplied-migrations)\\.ts$",
          "^server/db/generated/client\\.ts$",
        ],
      },
    },
    {
      name: "prisma-types-stay-in-repositories",
      comment: "Rows and Prisma's own types end in a repository, which hands out the domain's.",
      severity: "error",
      from: { path: "^(app|server)/", pathNot: ["^server/(db|repositories)/", tests] },
      to: { path: "^server/db/generated(-postgresql)?/" },
    },
    onlyMayUse(
      "repositories-turn-rows-into-domain",
      "A repository knows rows and the domain; decisions belong in server/workflows.",
      ["^server/repositories/"],
      ["^server/(repositories|db|domain)/", "^server/sales-agents/(sales-agent|creative-exchange)\\.ts$"],
    ),
    typesOnlyFrom(
      "repositories-reach-no-seller",
      "A repository may speak the port's words (types); calling a seller belongs in server/seller-calls.",
      { path: "^server/repositories/" },
      { path: "^server/sales-agents/" },
    ),
    onlyMayUse(
      "queue-knows-the-database-only",
      "The queue carries work without knowing it; handlers belong in server/seller-calls.",
      ["^server/queue/"],
      ["^server/(queue|db|domain)/"],
    ),
    onlyMayUse(
      "workflows-decide-behind-ports",
      "A workflow reads, decides and writes; sellers are reached through the port or a queued call.",
      ["^server/workflows/"],
      [
        "^server/(workflows|domain|repositories|seller-calls|queue)/",
        "^server/sales-agents/(sales-agent|creative-exchange|update-intent|call-context)\\.ts$",
        "^server/(ports|crash-point)\\.ts$",
        "^server/db/client\\.ts$",
      ],
    ),
    onlyMayUse(
      "webhooks-take-in",
      "The intake proves, keeps and queues what a seller says; what that does to rows belongs in server/seller-calls.",
      ["^server/webhooks/"],
      [
        "^server/(webhooks|domain|repositories|queue)/",
        "^server/sales-agents/(sales-agent|transport)\\.ts$",
        "^server/(ports|crash-point)\\.ts$",
        "^server/db/client\\.ts$",
      ],
    ),
    onlyMayUse(
      "discovery-reads-public-files",
      "Discovery reads what a domain publishes and says what it found; adding an agent is a person's decision in server/workflows.",
      ["^server/discovery/"],
      ["^server/(discovery|domain)/", "^server/sales-agents/transport\\.ts$", "^server/ports\\.ts$"],
    ),
    onlyMayUse(
      "transcript-writes-down",
      "The transcript takes what the wire hands over and writes it; who reads it asks a repository.",
      ["^server/transcript/"],
      ["^server/(transcript|domain|repositories|queue|sales-agents|webhooks)/", "^server/ports\\.ts$"],
    ),
    onlyMayUse(
      "seller-calls-carry-out",
      "The sender works on rows, the port and the queue; who asked and why belongs in server/workflows.",
      ["^server/seller-calls/"],
      [
        "^server/(seller-calls|domain|repositories|sales-agents|queue)/",
        "^server/(ports|crash-point)\\.ts$",
        "^server/db/client\\.ts$",
      ],
    ),
    typesOnlyFrom(
      "transactions-are-handed-in",
      "Take a Tx or a port as an argument; the composition opens databases, repositories query them.",
      { path: "^server/(workflows|seller-calls|api|repositories)/" },
      { path: "^server/db/client\\.ts$" },
    ),
    onlyMayUse(
      "auth-knows-people-only",
      "Sign-in knows users, sessions and secrets; everything else asks it, not the other way round.",
      ["^server/auth/"],
      [
        "^server/(auth|db|domain|repositories|queue)/",
        "^server/(config|log|ports|uuid)\\.ts$",
        "^server/composition\\.ts$",
      ],
    ),
    {
      name: "only-the-context-wires",
      comment:
        "Real ports are wired in server/composition.ts; only the tRPC context, the viewer and the doors ask for them.",
      severity: "error",
      from: {
        path: "^(app|server)/",
        pathNot: [
          "^server/api/(context|origin)\\.ts$",
          "^server/http/(operator-)?doors\\.ts$",
          "^server/start-(process|worker)\\.ts$",
          "^server/faults/test-desk-process\\.ts$",
          doorsOfTests,
          viewer,
          ...doors,
          tests,
        ],
      },
      to: { path: "^server/composition\\.ts$" },
    },
    {
      name: "server-knows-no-page",
      comment: "Direction is app → server; what both need belongs in server/domain.",
      severity: "error",
      from: { path: "^server/" },
      to: { path: "^(app|e2e|scripts|bench)/" },
    },
    {
      name: "server-knows-no-framework",
      comment: "React, Next and the components belong in app.",
      severity: "error",
      from: { path: "^server/", pathNot: viewer },
      to: { path: "^node_modules/(react|react-dom|next|@mantine/[^/]+|@tanstack/[^/]+|recharts)/" },
    },
    onlyMayUse(
      "app-sees-domain-and-api",
      "A page asks the API; rules both sides need belong in server/domain.",
      ["^app/"],
      ["^app/", "^server/domain/", "^server/api/", viewer],
      { from: { path: "^app/", pathNot: [...doors, tests] } },
    ),
    typesOnlyFrom(
      "app-takes-types-from-the-api",
      "The browser gets the API's types and its *.schema.ts files; values of routers and views stay on the server.",
      { path: "^app/", pathNot: [...doors, tests] },
      { path: "^server/api/", pathNot: "\\.schema\\.ts$" },
    ),
    onlyMayUse(
      "ui-pieces-know-the-domain-only",
      "app/_ui is used by every page and knows none of them; what asks the API belongs beside its page.",
      ["^app/_ui/"],
      ["^app/_ui/", "^server/domain/"],
    ),
    {
      name: "no-cycles",
      comment: "Two files that need each other are one file, or hide a third.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-barrels",
      comment: "Import the file that holds it; an index that re-exports hides who uses what.",
      severity: "error",
      from: {},
      to: { path: "/index\\.tsx?$", pathNot: "node_modules/" },
    },
    {
      name: "no-orphans",
      comment: "Nothing uses this file and it uses nothing: delete it, or use it.",
      severity: "error",
      from: {
        orphan: true,
        path: "^(app|server|prisma)/",
        pathNot: [
          tests,
          "\\.d\\.ts$",
          "/(page|layout|loading|error|not-found|global-error|template|default|route|icon|robots)\\.tsx?$",
        ],
      },
      to: {},
    },
    {
      name: "no-unresolvable",
      comment: "The import leads nowhere: install the package or mend the path.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "tests-are-not-imported",
      comment: "What two tests share belongs in a file of its own.",
      severity: "error",
      from: { path: "^(app|server|prisma|scripts)/", pathNot: tests },
      to: { path: tests },
    },
    {
      name: "test-rows-stay-in-tests",
      comment: "Databases and rows for tests never reach shipped code.",
      severity: "error",
      from: {
        path: "^(app|server|prisma|scripts)/",
        pathNot: [tests, "/test-[^/]+\\.tsx?$", "^server/proof/", "^server/db/contending-process\\.ts$"],
      },
      to: { path: "^server/(db|api|workflows|repositories|seller-calls|queue)/test-[^/]+\\.tsx?$" },
    },
    {
      name: "the-app-evaluates-nothing",
      comment:
        "No process, no other context, no thread but those that hash and keep the log short: a text from outside finds no interpreter (server/api/abuse/a20).",
      severity: "error",
      from: {
        path: "^(app|server)/",
        pathNot: [
          "^server/(auth/password-thread|db/wal-checkpoints)\\.ts$",
          tests,
          "/test-[^/]+\\.tsx?$",
          "^server/(sandbox|simulator|proof|faults)/",
          "^server/db/contending-process\\.ts$",
        ],
      },
      to: { path: "^(node:)?(child_process|vm|worker_threads|cluster|repl|inspector)$" },
    },
    {
      name: "no-dev-packages-in-the-product",
      comment: "Shipped code needs its packages under `dependencies`.",
      severity: "error",
      from: {
        path: "^(app|server|prisma)/",
        pathNot: [tests, "/(test|contract)-[^/]+\\.tsx?$", "^server/(proof|simulator)/"],
      },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"], pathNot: "^node_modules/@types/" },
    },
  ],
  options: {
    doNotFollow: { path: ["node_modules", "^server/db/generated(-postgresql)?/"] },
    exclude: { path: ["^\\.next/", "^server/db/generated(-postgresql)?/.+/", "\\.module\\.css$", "\\.css$"] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      mainFields: ["module", "main", "types"],
    },
    cache: { folder: "node_modules/.cache/dependency-cruiser", strategy: "content" },
  },
};
