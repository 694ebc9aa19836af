import fs from "node:fs";
import { z } from "zod";

/** What package-lock.json says of one installed package. */
export type LockedPackage = {
  readonly name: string;
  readonly version: string;
  /** As the package says it (SPDX); null: a registry did not hand it on, which happens for binaries of other systems. */
  readonly licence: string | null;
  readonly hasInstallScript: boolean;
  /** Left out where it does not fit the machine. */
  readonly isOptional: boolean;
  readonly isPinned: boolean;
};

const lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      integrity: z.string().optional(),
      hasInstallScript: z.boolean().optional(),
      optional: z.boolean().optional(),
    }),
  ),
});

export function lockedPackages(text: string): readonly LockedPackage[] {
  const { "": _root, ...packages } = lock.parse(JSON.parse(text)).packages;
  return Object.entries(packages).map(([path, entry]) => ({
    name: path.replace(/^.*node_modules\//, ""),
    version: entry.version ?? "",
    licence: entry.license ?? null,
    hasInstallScript: entry.hasInstallScript === true,
    isOptional: entry.optional === true,
    isPinned: entry.integrity?.startsWith("sha512-") === true,
  }));
}

export function ourPackages(): readonly LockedPackage[] {
  return lockedPackages(fs.readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));
}

/** Packages that may run something of their own while they are installed, and what for. */
export const allowedInstallScripts: Readonly<Record<string, string>> = {
  "better-sqlite3": "compiles or fetches SQLite's binding; `npm rebuild` from source works without the network",
  esbuild: "puts the binary of this system in place (tsx, development and scripts)",
  prisma: "checks Node's version",
  "@prisma/engines": "fetches engines that this app does not use (docs/decisions/0005)",
};

/** Licences that ask for no more than to be named. */
const permissive = new Set(
  "MIT ISC Apache-2.0 BSD-2-Clause BSD-3-Clause 0BSD MIT-0 BlueOak-1.0.0 Unlicense Zlib CC0-1.0 WTFPL".split(" "),
);

/** Licences with conditions on the package itself, accepted for these, which are used as they come. */
const conditional: readonly { readonly licence: string; readonly packages: RegExp }[] = [
  // Tools of the build and of tests.
  { licence: "MPL-2.0", packages: /^(lightningcss(-.+)?|axe-core)$/ },
  // Next's picture tool, optional, a library of its own.
  { licence: "LGPL-3.0-or-later", packages: /^@img\/sharp-.+$/ },
  // Lays out graphs in Prisma's studio, which is not part of the app.
  { licence: "EPL-2.0", packages: /^elkjs$/ },
  // Data and a typeface.
  { licence: "CC-BY-4.0", packages: /^caniuse-lite$/ },
  { licence: "OFL-1.1", packages: /^@fontsource-variable\/inter$/ },
];

/** May we ship it? An SPDX expression: of an OR one is enough, of an AND all have to be allowed. */
export function isLicenceAllowed({ name, licence, isOptional }: LockedPackage): boolean {
  if (licence === null) return isOptional;
  const one = (id: string) =>
    permissive.has(id) || conditional.some(({ licence: theirs, packages }) => theirs === id && packages.test(name));
  return licence
    .replaceAll(/[()]/g, "")
    .split(/ OR /i)
    .some((option) => option.split(/ AND /i).every((id) => one(id.trim())));
}

export type AuditVerdict = { readonly isRefused: boolean; readonly lines: readonly string[] };

const auditReply = z.object({
  metadata: z.object({ vulnerabilities: z.object({ high: z.number(), critical: z.number(), total: z.number() }) }),
  vulnerabilities: z.record(z.string(), z.object({ severity: z.string(), range: z.string().optional() })),
});

/** What `npm audit --json` printed, judged: no answer is no clean bill. */
export function auditVerdict(printed: string): AuditVerdict {
  const read = z.preprocess((text) => JSON.parse(String(text)) as unknown, auditReply).safeParse(orNull(printed));
  if (!read.success) {
    const said = z.object({ message: z.string() }).safeParse(JSON.parse(orNull(printed)));
    const why = said.success ? said.data.message : "the registry gave no answer that can be read";
    return { isRefused: false, lines: [`Known vulnerabilities: not checked (${why})`] };
  }
  const { high, critical, total } = read.data.metadata.vulnerabilities;
  const grave = Object.entries(read.data.vulnerabilities).filter(([, { severity }]) =>
    /^(high|critical)$/.test(severity),
  );
  const found = grave.map(([name, { severity, range }]) => `  ${severity}: ${name} ${range ?? ""}`.trimEnd());
  return {
    isRefused: high + critical > 0,
    lines: [`Known vulnerabilities: ${total}, of them ${critical} critical and ${high} high`, ...found],
  };
}

function orNull(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return "null";
  }
}
