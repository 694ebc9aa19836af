/** Whether any object of this JSON names a key twice (step 14 of the webhook checklist): parsers disagree on which one counts. */
export function hasDuplicateKeys(json: string): boolean {
  // Per open bracket: the keys seen so far, or null inside an array.
  const open: (Set<string> | null)[] = [];
  let keyIsNext = false;
  let at = 0;
  while (at < json.length) {
    const character = json[at];
    if (character === '"') {
      const end = endOfString(json, at);
      const keys = open.at(-1);
      if (keys && keyIsNext) {
        // Unescaped, so that "a" and "\u0061" are the one key that they are to every parser.
        const key = String(JSON.parse(json.slice(at, end)));
        if (keys.has(key)) return true;
        keys.add(key);
        keyIsNext = false;
      }
      at = end;
      continue;
    }
    keyIsNext = afterPunctuation(character, open, keyIsNext);
    at += 1;
  }
  return false;
}

function afterPunctuation(character: string | undefined, open: (Set<string> | null)[], keyIsNext: boolean): boolean {
  switch (character) {
    case "{":
      open.push(new Set());
      return true;
    case "[":
      open.push(null);
      return false;
    case "}":
    case "]":
      open.pop();
      return false;
    case ",":
      return open.at(-1) instanceof Set;
    default:
      return keyIsNext;
  }
}

function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at + 1;
}
