/** What one call of the API may send (quality A14). Judged before anything is parsed, whoever sends it. */
export const mostBytes = 1_000_000;
export const mostBatch = 20;
/** AdCP's targeting is the deepest that people send, a dozen levels. */
const mostDepth = 64;
/** Three times an edit of a hundred packages, or three thousand keywords. */
const mostValues = 10_000;

const quote = 34;
const backslash = 92;
/** How many levels deeper each character leads, outside strings. */
const steps = new Int8Array(128);
for (const [characters, step] of [
  ["[{", 1],
  ["]}", -1],
] as const) {
  for (const character of characters) steps[character.charCodeAt(0)] = step;
}
const beginsValue = new Uint8Array(128);
for (const character of ",[{") beginsValue[character.charCodeAt(0)] = 1;

/** Why a JSON text is refused unparsed, null: it may be parsed. One pass; whether it is JSON at all is the parser's to say. */
export function jsonFault(text: string): string | null {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    depth += steps[code] ?? 0;
    values += beginsValue[code] ?? 0;
    if (depth > mostDepth) return "The input is nested too deeply";
    if (values > mostValues) return "The input has too many values";
  }
  return null;
}

/** The place of the closing quote of the string that begins at `from`. */
function endOfString(text: string, from: number): number {
  let at = text.indexOf('"', from + 1);
  while (at !== -1 && isEscaped(text, at)) at = text.indexOf('"', at + 1);
  return at === -1 ? text.length : at;
}

/** An odd number of backslashes before it. */
function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text.charCodeAt(before - 1) === backslash) before -= 1;
  return (at - before) % 2 === 1;
}

/** A refusal before the API proper: the same shape as its own answers have for `error.message`. */
export type InputRefusal = { readonly status: 400 | 413 | 415; readonly message: string };

export const tooLarge: InputRefusal = { status: 413, message: "The request is too large" };
export const notJson: InputRefusal = { status: 415, message: "A change is sent as application/json" };

/** Of a call's input: the body of a POST, the `input` of an address. */
export function inputRefusal(text: string): InputRefusal | null {
  const message = jsonFault(text);
  return message === null ? null : { status: 400, message };
}
