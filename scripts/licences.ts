import { isLicenceAllowed, ourPackages } from "./supply-chain";

/** Every package with its licence, and at the end how many there are of each. */
const packages = ourPackages();
for (const one of packages) {
  console.log(
    `${one.name} ${one.version}  ${one.licence ?? "not said"}${isLicenceAllowed(one) ? "" : "  NOT ALLOWED"}`,
  );
}
const counts = new Map<string, number>();
for (const { licence } of packages) counts.set(licence ?? "not said", (counts.get(licence ?? "not said") ?? 0) + 1);
console.log("");
for (const [licence, count] of [...counts].sort(([, a], [, b]) => b - a)) console.log(`${count}  ${licence}`);
