import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

/** Writes the bill of materials (CycloneDX, from the lock file; no network) to the file that is named, else to data/sbom.cdx.json. */
const file = process.argv[2] ?? "data/sbom.cdx.json";
const options = ["--sbom-format", "cyclonedx", "--sbom-type", "application", "--package-lock-only"];
const made = spawnSync("npm", ["sbom", ...options], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
if (made.status !== 0) throw new Error(`npm sbom failed: ${made.stderr}`);
const { components } = JSON.parse(made.stdout) as { readonly components: readonly unknown[] };
fs.mkdirSync(path.dirname(file), { recursive: true });
fs.writeFileSync(file, made.stdout);
console.log(`${file}: ${components.length} components`);
