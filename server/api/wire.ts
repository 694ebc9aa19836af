import superjson from "superjson";

/** Superjson's own form of a value: plain JSON, and which paths in it stand for what JSON cannot say. */
type Wire = ReturnType<typeof superjson.serialize>;
type Values = NonNullable<NonNullable<Wire["meta"]>["values"]>;
type Annotations = Record<string, [string]>;

class NotPlain extends Error {}

/**
 * What `superjson.serialize` writes, in one walk: answers are plain objects, arrays, text, numbers, amounts (bigint) and now and then a Date
 * or nothing, and for those superjson's general walk costs five times as much. Anything else is left to superjson itself; browsers read both
 * with superjson. Only shared identity is not kept: an object named twice arrives as two.
 */
function serialize(value: unknown): Wire {
  const annotations: Annotations = {};
  try {
    const json = copy(value, "", annotations) as Wire["json"];
    return Object.keys(annotations).length === 0 ? { json } : { json, meta: { values: annotations as Values, v: 1 } };
  } catch (notPlain) {
    if (notPlain instanceof NotPlain || notPlain instanceof RangeError) return superjson.serialize(value);
    throw notPlain;
  }
}

function copy(value: unknown, path: string, annotations: Annotations): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      if (!Number.isFinite(value) || Object.is(value, -0)) throw new NotPlain();
      return value;
    case "bigint":
      return annotated("bigint", value.toString(), path, annotations);
    case "undefined":
      return annotated("undefined", null, path, annotations);
    case "object":
      return value === null ? null : copyObject(value, path, annotations);
    default:
      throw new NotPlain();
  }
}

function annotated(type: string, stands: unknown, path: string, annotations: Annotations): unknown {
  // At the root superjson annotates the whole, in a form of its own.
  if (path === "") throw new NotPlain();
  annotations[path] = [type];
  return stands;
}

function copyObject(value: object, path: string, annotations: Annotations): unknown {
  const inside = path === "" ? "" : `${path}.`;
  if (Array.isArray(value)) return value.map((one, index) => copy(one, `${inside}${index}`, annotations));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return copyDate(value, path, annotations);
  const copied: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    // Superjson escapes these in paths, and refuses the last three; no name at all would look like the root.
    if (key === "" || /[.\\]|^(?:__proto__|constructor|prototype)$/.test(key)) throw new NotPlain();
    copied[key] = copy((value as Record<string, unknown>)[key], inside + key, annotations);
  }
  return copied;
}

function copyDate(value: object, path: string, annotations: Annotations): unknown {
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) throw new NotPlain();
  return annotated("Date", value.toISOString(), path, annotations);
}

export const wire = { serialize, deserialize: (data: Wire): unknown => superjson.deserialize(data) };
