import { expect, test } from "vitest";
import { gathering, oneByOne, type Work } from "./gather";

const ports = {} as Parameters<Work<number, number>>[0];

/** Doubles numbers; a batch with a 13 in it fails, and 7 has no answer. */
function doubling(): { readonly asked: number[][]; readonly work: Work<number, number> } {
  const asked: number[][] = [];
  const work: Work<number, number> = async (_, numbers) => {
    asked.push([...numbers]);
    await Promise.resolve();
    if (numbers.includes(13)) throw new Error("unlucky");
    return numbers.map((one) => (one === 7 ? { error: new Error("no answer") } : { answer: one * 2 }));
  };
  return { asked, work };
}

test("what is asked at one moment is answered together, an organisation at a time", async () => {
  const { asked, work } = doubling();
  const gather = gathering();
  const answers = [1, 2, 3].map((one) => gather(work, ports, "a", one));
  const other = gather(work, ports, "b", 4);
  expect(await Promise.all([...answers, other])).toEqual([2, 4, 6, 8]);
  expect(asked).toEqual([[1, 2, 3], [4]]);
});

test("what is asked while others are answered waits for them", async () => {
  const { asked, work } = doubling();
  const gather = gathering((run) => run());
  const first = gather(work, ports, "a", 1);
  const later = [2, 3].map((one) => gather(work, ports, "a", one));
  expect(await Promise.all([first, ...later])).toEqual([2, 4, 6]);
  expect(asked).toEqual([[1], [2, 3]]);
});

test("one that fails fails alone", async () => {
  const { asked, work } = doubling();
  const gather = gathering();
  const answers = await Promise.allSettled([1, 13, 7].map((one) => gather(work, ports, "a", one)));
  expect(answers.map((one) => (one.status === "fulfilled" ? one.value : String(one.reason)))).toEqual([
    2,
    "Error: unlucky",
    "Error: no answer",
  ]);
  expect(asked).toEqual([[1, 13, 7], [1], [13], [7]]);
  await expect(oneByOne(work, ports, "a", 7)).rejects.toThrow("no answer");
  expect(await oneByOne(work, ports, "a", 5)).toBe(10);
});
