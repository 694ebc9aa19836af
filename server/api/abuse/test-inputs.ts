import type { core } from "zod";
import { appRouter } from "../root";

/** What the router says of itself, read at run time: a new procedure is in every list below by itself. */
export type Kind = "query" | "mutation" | "subscription";
export type Schema = core.$ZodType;
export type Procedure = { readonly path: string; readonly type: Kind; readonly input: Schema | null };

type Procedures = Readonly<
  Record<string, { readonly _def: { readonly type: Kind; readonly inputs: readonly Schema[] } }>
>;

// Typed as the nested router, kept flat by path at run time.
export const procedures: readonly Procedure[] = Object.entries(appRouter._def.procedures as unknown as Procedures).map(
  ([path, { _def }]) => ({ path, type: _def.type, input: _def.inputs[0] ?? null }),
);

/** One node of an input: `path` with [] for the items of an array and {} for the values of a record. */
export type Node = { readonly path: string; readonly schema: Schema };

function defOf(schema: Schema): core.$ZodTypes["_zod"]["def"] {
  return schema._zod.def as core.$ZodTypes["_zod"]["def"];
}

/** What a node holds beneath it, wrappers (optional, nullable, default, pipe) taken off. */
function beneath(path: string, schema: Schema): readonly Node[] {
  const def = defOf(schema);
  switch (def.type) {
    case "object":
      return Object.entries(def.shape).map(([key, value]) => ({ path: `${path}.${key}`, schema: value }));
    case "array":
      return [{ path: `${path}[]`, schema: def.element }];
    case "record":
      return [
        { path: `${path}{key}`, schema: def.keyType },
        { path: `${path}{}`, schema: def.valueType },
      ];
    case "union":
      return def.options.map((option) => ({ path, schema: option }));
    case "optional":
    case "nullable":
    case "default":
    case "readonly":
      return [{ path, schema: def.innerType }];
    case "pipe":
      return [{ path, schema: def.in }];
    default:
      return [];
  }
}

/** Every node of the input, from the outside in. */
export function nodesOf({ path, schema }: Node): readonly Node[] {
  return [{ path, schema }, ...beneath(path, schema).flatMap(nodesOf)];
}

/** The value of a place, `omitted` for a field that stays out, undefined for any that fits the schema. */
export type Leaf = (node: Node) => unknown;
export const omitted = Symbol("omitted");

/**
 * Inputs with every optional field there but what `leaf` omits, and each alternative of a union in at least one of them.
 */
export function samplesOf({ path, schema }: Node, leaf: Leaf): readonly unknown[] {
  const given = leaf({ path, schema });
  if (given !== undefined) return [given];
  const def = defOf(schema);
  const inside = beneath(path, schema);
  switch (def.type) {
    case "object":
      return objectsOf(Object.keys(def.shape), inside, leaf);
    case "array":
      return samplesOf(inside[0] as Node, leaf).map((item) => [item]);
    case "record": {
      const [key] = samplesOf(inside[0] as Node, leaf);
      return samplesOf(inside[1] as Node, leaf).map((value) => ({ [String(key)]: value }));
    }
    case "union":
    case "optional":
    case "nullable":
    case "default":
    case "readonly":
    case "pipe":
      return inside.flatMap((node) => samplesOf(node, leaf));
    default:
      return [plain(def)];
  }
}

function objectsOf(keys: readonly string[], inside: readonly Node[], leaf: Leaf): readonly unknown[] {
  const choices = inside.map((node) => samplesOf(node, leaf));
  const most = Math.max(1, ...choices.map((choice) => choice.length));
  return Array.from({ length: most }, (_, round) =>
    Object.fromEntries(
      keys
        .map((key, index) => [key, choices[index]?.[round % (choices[index]?.length || 1)]] as const)
        .filter(([, value]) => value !== omitted),
    ),
  );
}

type AnyDef = core.$ZodTypes["_zod"]["def"];

function plain(def: AnyDef): unknown {
  switch (def.type) {
    case "string":
      return text(def);
    case "number":
      return 1;
    case "bigint":
      return 1_000_000n;
    case "boolean":
      return true;
    case "enum":
      return Object.values(def.entries)[0];
    case "literal":
      return def.values[0];
    case "unknown":
      return "anything";
    default:
      throw new Error(`No sample is known for ${def.type}: teach server/api/abuse/test-inputs.ts`);
  }
}

const formats: Readonly<Record<string, string>> = {
  uuid: "0198a000-0000-7000-8000-00000000ffff",
  email: "paula@agency.example",
  url: "https://seller.example/mcp",
  date: "2026-12-01",
  datetime: "2026-12-01T09:00:00.000Z",
};

function text(def: AnyDef): string {
  const format = "format" in def && typeof def.format === "string" ? formats[def.format] : undefined;
  if (format !== undefined) return format;
  const checks = ("checks" in def ? (def.checks ?? []) : []).map(
    (check) =>
      check._zod.def as unknown as { readonly check: string; readonly length?: number; readonly minimum?: number },
  );
  const exact = checks.find((check) => check.check === "length_equals")?.length;
  const least = checks.find((check) => check.check === "min_length")?.minimum ?? 0;
  return "a".repeat(exact ?? Math.max(4, least));
}
