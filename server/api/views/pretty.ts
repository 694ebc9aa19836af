/** Canonical JSON → the same, to be read by people. */
export function pretty(body: string): string {
  return JSON.stringify(JSON.parse(body), null, 2);
}
