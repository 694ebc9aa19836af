/** Words of this desk and its trade: whoever guesses tries them first. */
export const contextWords: readonly string[] = (
  "flightdeck flight deck adcp campaign media buy buyer buying seller agency advertising advertiser budget sandbox " +
  "viewer planner manager approver admin administrator organisation organization welcome invitation"
).split(" ");

/** Guesses that a password must outlast, as a power of ten: more than any limit lets through, and hard work even on a stolen hash. */
const leastPower = 8;

/**
 * Whether a password is among the first that are tried: much used ones, words, names, dates, keys beside one another, and the words of this
 * desk and of the person, however they are spelt or put together. Loads its dictionaries when it is first asked.
 */
export async function isWeakPassword(password: string, own: readonly string[] = []): Promise<boolean> {
  const { default: estimate } = await import("zxcvbn");
  const words = own.flatMap((one) => [one, ...one.split(/[^\p{L}\p{N}]+/u)]).filter((word) => word.length > 2);
  // What comes after the first hundred characters makes nothing weaker, and estimating it would take long.
  return estimate(password.slice(0, 100), [...contextWords, ...words]).guesses_log10 < leastPower;
}
