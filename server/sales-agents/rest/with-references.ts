import { canonicalJson } from "../adcp/canonical-json";
import { isObject, type Json } from "../adcp/seller-problem";
import type { FrozenRequest } from "../sales-agent";

/**
 * A frozen create with our references in the words of seed 001 beside AdCP 3.0's `context`: `buyer_ref` of the buy, by which such a
 * seller refuses a duplicate, and of each package, by which its packages are tied to ours.
 */
export function withReferences(request: FrozenRequest): FrozenRequest {
  const body: unknown = JSON.parse(request.body);
  if (!isObject(body)) return request;
  const packages = Array.isArray(body.packages) ? body.packages : [];
  const referenced = { ...referred(body, "buyer_ref"), packages: packages.map((one) => referred(one, "package_id")) };
  return { ...request, body: canonicalJson(referenced) };
}

function referred(value: unknown, word: string): Json {
  const one = isObject(value) ? value : {};
  const reference = isObject(one.context) ? one.context[word] : undefined;
  return { ...one, ...(typeof reference === "string" ? { buyer_ref: reference } : {}) };
}
