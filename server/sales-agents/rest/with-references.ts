import { canonicalJson } from "../adcp/canonical-json";
import { isObject, type Json } from "../adcp/seller-problem";
import { buyReference } from "../buy-reference";
import type { FrozenRequest } from "../sales-agent";

/**
 * A frozen create with our references in the words of seed 001 beside AdCP 3.0's `context`: `buyer_ref` of the buy, by which such a
 * seller refuses a duplicate, and of each package, by which its packages are tied to ours.
 */
export function withReferences(request: FrozenRequest): FrozenRequest {
  const body: unknown = JSON.parse(request.body);
  if (!isObject(body)) return request;
  const packages = (Array.isArray(body.packages) ? body.packages : []).filter(isObject);
  const own = contextOf(body, "buyer_ref");
  const first = packages[0] && contextOf(packages[0], "package_id");
  const referenced = {
    ...body,
    ...(own && first ? { buyer_ref: buyReference(own, first) } : {}),
    packages: packages.map((one) => ({ ...one, buyer_ref: contextOf(one, "package_id") })),
  };
  return { ...request, body: canonicalJson(referenced) };
}

function contextOf(value: Json, word: string): string | undefined {
  const found = isObject(value.context) ? value.context[word] : undefined;
  return typeof found === "string" ? found : undefined;
}
