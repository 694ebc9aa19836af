import { describe, expect, test } from "vitest";
import { allowedInstallScripts, auditVerdict, isLicenceAllowed, lockedPackages, ourPackages } from "./supply-chain";

describe("what is locked", () => {
  const packages = ourPackages();

  test("runs nothing of its own at installation beyond the allowed few", () => {
    const running = packages.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name);
    expect([...new Set(running)].sort()).toEqual(Object.keys(allowedInstallScripts).sort());
  });

  test("is under licences that we can ship", () => {
    expect(packages.length).toBeGreaterThan(500);
    expect(packages.filter((one) => !isLicenceAllowed(one)).map(({ name, licence }) => `${name} ${licence}`)).toEqual(
      [],
    );
  });

  test("is pinned by its content, except binaries of systems that the registry did not describe", () => {
    const loose = packages.filter(({ isPinned, isOptional }) => !isPinned && !isOptional);
    expect(loose.map(({ name }) => name)).toEqual([]);
  });
});

describe("a licence", () => {
  const of = (licence: string | null, isOptional = false) =>
    isLicenceAllowed({ name: "x", version: "1", licence, hasInstallScript: false, isOptional, isPinned: true });

  test.each(["MIT", "(MIT OR GPL-3.0-only)", "MIT AND ISC AND BSD-3-Clause", "MIT and ISC"])("%s is allowed", (one) => {
    expect(of(one)).toBe(true);
  });
  test.each([["GPL-3.0-only"], ["MIT AND GPL-2.0"], ["MPL-2.0"], ["UNLICENSED"], ["SEE LICENSE IN x"], [null]])(
    "%s is not, for a package that nobody looked at",
    (one) => {
      expect(of(one)).toBe(false);
    },
  );
});

test("a lock file with a new install script is seen", () => {
  const text = JSON.stringify({
    packages: { "": {}, "node_modules/a/node_modules/b": { version: "1.0.0", hasInstallScript: true } },
  });
  expect(lockedPackages(text)).toMatchObject([{ name: "b", hasInstallScript: true, licence: null, isPinned: false }]);
});

describe("the audit", () => {
  const reply = (high: number, critical: number) =>
    JSON.stringify({
      vulnerabilities: high + critical ? { left: { severity: critical ? "critical" : "high", range: "<2" } } : {},
      metadata: { vulnerabilities: { info: 0, low: 1, moderate: 0, high, critical, total: high + critical + 1 } },
    });

  test("that got no answer says so and refuses nothing", () => {
    const refused = auditVerdict(JSON.stringify({ message: "405 Method Not Allowed", statusCode: 405 }));
    expect(refused).toEqual({
      isRefused: false,
      lines: ["Known vulnerabilities: not checked (405 Method Not Allowed)"],
    });
    for (const printed of ["", "not json", "{}", "null"])
      expect(auditVerdict(printed).lines[0]).toContain("not checked");
  });

  test("refuses a high or critical one, and names it", () => {
    expect(auditVerdict(reply(1, 0))).toMatchObject({ isRefused: true });
    expect(auditVerdict(reply(0, 1)).lines.join()).toContain("critical: left <2");
    expect(auditVerdict(reply(0, 0))).toEqual({
      isRefused: false,
      lines: ["Known vulnerabilities: 1, of them 0 critical and 0 high"],
    });
  });
});
