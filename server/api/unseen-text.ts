import { DomainError } from "../domain/errors";

/**
 * Characters that make a text look like another one: controls, halves of characters, overrides and embeddings of direction, spaces without width, tags. Marks
 * (U+200E, U+200F) and joiners (U+200C, U+200D) stay: names and prose in Persian, Hebrew or emoji need them.
 */
const unseen =
  /(?![\t\n\r])[\p{Cc}\p{Cs}]|[\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/u;

/** Refuses a change that would write such a text anywhere, keys included, and one that holds itself. */
export function refuseUnseenText(input: unknown): void {
  const found = findUnseen(input, [], new Set());
  if (found === null) return;
  const message = found.character
    ? `There is a character that cannot be seen (${found.character}): type the text anew without it`
    : "The input is not usable";
  throw new DomainError("INVALID_INPUT", message, [{ path: found.path.join("."), message }]);
}

type Found = { readonly path: readonly string[]; readonly character: string | null };

function findUnseen(value: unknown, path: readonly string[], around: ReadonlySet<object>): Found | null {
  if (typeof value === "string") return inText(value, path);
  if (typeof value !== "object" || value === null) return null;
  if (around.has(value)) return { path, character: null };
  const inside = new Set([...around, value]);
  for (const [key, inner] of Object.entries(value)) {
    const found = inText(key, path) ?? findUnseen(inner, [...path, key], inside);
    if (found) return found;
  }
  return null;
}

function inText(text: string, path: readonly string[]): Found | null {
  const [character] = unseen.exec(text) ?? [];
  if (character === undefined) return null;
  return { path, character: `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}` };
}
