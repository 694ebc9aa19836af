import { createRequire } from "node:module";
import { dirname, join } from "node:path";

type Outcome = {
  readonly valid: boolean;
  readonly issues: readonly { readonly pointer: string; readonly message: string }[];
};
type Validator = { validateRequest(tool: string, payload: unknown, version: string): Outcome };

const load = createRequire(import.meta.url);
// The SDK bundles AdCP 2.5's JSON schemas and checks with them, and names neither among its entry points.
const file = join(dirname(load.resolve("@adcp/sdk/package.json")), "dist/lib/validation/schema-validator.js");
const validator: Validator = load(file);

/** Its forms of an asset are to match exactly one and tell apart nothing: any image is also a url asset, any url also an audio. */
const unsatisfiable = /\/creatives\/\d+\/assets\/[^/]+(\/\w+)?$/;

/** What AdCP 2.5's own JSON schema finds wrong with a request; for tests. */
export function issuesIn25(tool: string, body: unknown): readonly string[] {
  const { issues } = validator.validateRequest(tool, body, "v2.5");
  return issues
    .filter(({ pointer }) => !unsatisfiable.test(pointer))
    .map(({ pointer, message }) => `${pointer} ${message}`);
}
