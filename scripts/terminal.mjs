/** What went wrong and what to do about it, in one line; `output` is shown above it when there is something to read. */
export class Problem extends Error {
  constructor(message, output = "") {
    super(message);
    this.name = "Problem";
    this.output = output;
  }
}

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1).padStart(6)} s`;

/** Runs `work` and shows how long it takes, with a sign of life after one second and every ten; its failure is the caller's. */
export async function timed(title, work) {
  const since = performance.now();
  const working = () => console.log(`${seconds(since)}  … ${title}`);
  const first = setTimeout(working, 1_000);
  const sign = setInterval(working, 10_000);
  try {
    const note = await work();
    console.log(`${seconds(since)}  ${title}${typeof note === "string" ? `: ${note}` : ""}`);
    return note;
  } catch (error) {
    console.log(`${seconds(since)}  ${title}: FAILED`);
    throw error;
  } finally {
    clearTimeout(first);
    clearInterval(sign);
  }
}

/** The end of a long output: what a person reads first. */
export function tail(output, lines = 40) {
  return output.trimEnd().split("\n").slice(-lines).join("\n");
}
