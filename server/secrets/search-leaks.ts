/** Secrets by what they are called. */
export type Secrets = Map<string, string>;

/** The secret as it is, inside JSON, in an address, and in base64 wherever it stands in what was encoded. */
function formsOf(one: string): readonly string[] {
  const inner = [0, 1, 2].map((before) => {
    const encoded = Buffer.from("-".repeat(before) + one, "utf8").toString("base64");
    return encoded.slice(before === 0 ? 0 : 4, Math.floor((before + one.length) / 3) * 4);
  });
  return [...new Set([one, encodeURIComponent(one), JSON.stringify(one).slice(1, -1), ...inner, ...inner.map(toUrl)])];
}

const toUrl = (text: string) => text.replaceAll("+", "-").replaceAll("/", "_");

export function leaksIn(secrets: Secrets, text: string): readonly string[] {
  return [...secrets].flatMap(([what, one]) => {
    if (one.length < 8) throw new Error(`${what} was not there to be looked for`);
    return !formsOf(one).some((form) => text.includes(form)) ? [] : [what];
  });
}
