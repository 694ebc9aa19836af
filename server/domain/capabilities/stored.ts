import type { Capabilities } from "./capabilities";
import { isObject, type Json, readCapabilities, textsOf } from "./read-capabilities";

/** SalesAgent.capabilities. */
export function encodeCapabilities(capabilities: Capabilities): string {
  return JSON.stringify(capabilities);
}

/**
 * SalesAgent.capabilities → capabilities. Rows of an older shape lack fields: those are read again from the answer kept in them. null:
 * never asked, or nothing that can be read, which is the same as never asked.
 */
export function decodeCapabilities(text: string | null): Capabilities | null {
  if (text === null) return null;
  const stored = parsed(text);
  if (stored === null) return null;
  const raw = isObject(stored.raw) ? stored.raw : {};
  const sellerName = typeof stored.sellerName === "string" ? stored.sellerName : null;
  const derived = readCapabilities(raw, { tools: textsOf(stored.tools), sellerName });
  const kept = Object.entries(derived).map(([name, fallback]) => [name, keptOr(name, stored[name], fallback)] as const);
  return { ...derived, ...Object.fromEntries(kept) };
}

function parsed(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** Fields that may say "not said". */
const nullable: ReadonlySet<string> = new Set([
  "sellerName",
  "replayTtlSeconds",
  "targeting",
  "audiences",
  "conversions",
  "reportingMethods",
  "creativeLibrary",
  "description",
  "lastUpdatedAt",
] satisfies (keyof Capabilities)[]);

/** What was stored, where it is of the kind it must be; else what the kept answer says. */
function keptOr(name: string, stored: unknown, derived: unknown): unknown {
  if (stored === undefined) return derived;
  if (stored === null) return nullable.has(name) ? null : derived;
  if (derived === null) return stored;
  if (isObject(derived)) return isObject(stored) ? { ...derived, ...stored } : derived;
  return Array.isArray(stored) === Array.isArray(derived) && typeof stored === typeof derived ? stored : derived;
}
