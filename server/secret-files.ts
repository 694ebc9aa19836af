import fs from "node:fs";

/** What may be given as a file instead: the variable with `_FILE` names it, as Docker and Kubernetes mount secrets. */
export const secretVariables = [
  "DATABASE_URL",
  "BETTER_AUTH_SECRET",
  "FLIGHTDECK_ENCRYPTION_KEY",
  "FLIGHTDECK_SMTP_URL",
  "FLIGHTDECK_METRICS_TOKEN",
] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment with what its secret files hold (a last line break is not part of a secret). Throws for a file that cannot be read or is empty, and for both at once. */
export function withSecretFiles(env: Environment): Environment {
  const read = secretVariables.flatMap((name) => {
    const file = env[`${name}_FILE`];
    return file === undefined || file === "" ? [] : [[name, secretIn(name, file, env[name])] as const];
  });
  return read.length === 0 ? env : { ...env, ...Object.fromEntries(read) };
}

function secretIn(name: string, file: string, given: string | undefined): string {
  if (given !== undefined && given !== "") {
    throw new Error(`The configuration is not usable: ${name} and ${name}_FILE are both set`);
  }
  const secret = textOf(name, file).replace(/\r?\n$/, "");
  if (secret === "") throw new Error(`The configuration is not usable: the file of ${name}_FILE is empty`);
  return secret;
}

function textOf(name: string, file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? ` (${cause.code})` : "";
    throw new Error(`The configuration is not usable: the file of ${name}_FILE cannot be read${why}`, { cause });
  }
}
