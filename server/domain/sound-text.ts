const suspect = /\0|\p{Cs}|\\u(?:0000|[dD][89a-fA-F])/u;
const parts =
  /\0|\p{Cs}|\\u0000|\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[dD][89a-fA-F][\da-fA-F]{2}|\\./gsu;
const unsoundEscape = /^\\u(?:0000|[dD])/;
const pair = 12;

/**
 * Text from outside, mostly JSON, without what no database keeps as it came: NUL (PostgreSQL refuses it) and halves of surrogate pairs
 * (neither can write them as UTF-8), raw or as JSON's escapes. U+FFFD stands where one was, so that the text stays as valid as it was.
 */
export function soundText(text: string): string {
  if (!suspect.test(text)) return text;
  return text.replace(parts, (found) => {
    if (!found.startsWith("\\")) return "\ufffd";
    return unsoundEscape.test(found) && found.length < pair ? "\\ufffd" : found;
  });
}
