import { isObject, type Json } from "./adcp/seller-problem";

/**
 * A reply of a seller that sends our `buyer_ref` back with each package instead of `context`: put where AdCP 3.0 has it, so that its
 * packages are tied to ours by what we sent and not by a guess.
 */
export function tiedByReference(payload: Json): Json {
  const tied = (["packages", "affected_packages"] as const).flatMap((name) => {
    const list = payload[name];
    return Array.isArray(list) ? [[name, list.map(tiedPackage)] as const] : [];
  });
  return { ...payload, ...Object.fromEntries(tied) };
}

function tiedPackage(value: unknown): unknown {
  if (!isObject(value) || isObject(value.context)) return value;
  return typeof value.buyer_ref === "string" ? { ...value, context: { package_id: value.buyer_ref } } : value;
}
