/**
 * JSON with sorted keys and no white space, so that the same value is always the same bytes. bigint becomes decimal text,
 * undefined properties are left out. Frozen requests, approval hashes and audit payloads use it.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const result: Record<string, unknown> = {};
  for (const name of Object.keys(value).sort()) {
    const member = sorted((value as Readonly<Record<string, unknown>>)[name]);
    if (name === "__proto__") Object.defineProperty(result, name, { value: member, enumerable: true });
    // What is undefined, JSON leaves out.
    else result[name] = member;
  }
  return result;
}
