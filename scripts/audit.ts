import { spawnSync } from "node:child_process";
import { auditVerdict } from "./supply-chain";

/** Asks the registry for known vulnerabilities of what is locked. Ends with 1 on a high or critical one; no answer is said, never counted as none. */
const asked = spawnSync("npm", ["audit", "--json", "--package-lock-only"], { encoding: "utf8", timeout: 120_000 });
const { isRefused, lines } = auditVerdict(asked.stdout ?? "");
for (const line of lines) console.log(line);
process.exitCode = isRefused ? 1 : 0;
