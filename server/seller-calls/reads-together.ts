import type { AccountRef, MediaBuySnapshot, Read, SalesAgent } from "../sales-agents/sales-agent";
import { buysPerLook } from "./watch-media-buy";

type Buys = Read<readonly MediaBuySnapshot[]>;
type Reader = Pick<SalesAgent, "getMediaBuys">;
export type ReadBuys = (agent: Reader, account: AccountRef, ids: readonly string[] | null) => Promise<Buys>;

type Asked = {
  readonly ids: readonly string[];
  readonly done: (read: Buys) => void;
  readonly failed: (error: unknown) => void;
};

/**
 * What is asked of one agent's media buys while `inTurn` has no turn for it becomes one call for each account, as soon as it has. A buy that
 * a shared answer leaves out, or a shared call that is refused, is asked for by itself: nobody's verdict depends on who else asked.
 */
export function readsTogether(inTurn: (read: () => Promise<void>) => Promise<void>): ReadBuys {
  const waiting = new Map<string, Asked[]>();

  function turn(agent: Reader, account: AccountRef, place: string): void {
    const read = async () => {
      // What is asked for at the same moment joins in.
      await new Promise((resolve) => setImmediate(resolve));
      const [together, rest] = upTo(waiting.get(place) ?? []);
      if (rest.length === 0) waiting.delete(place);
      else {
        waiting.set(place, rest);
        turn(agent, account, place);
      }
      await answer(agent, account, together);
    };
    inTurn(read).catch((error: unknown) => {
      for (const one of waiting.get(place) ?? []) one.failed(error);
      waiting.delete(place);
    });
  }

  return (agent, account, ids) => {
    // The whole account is another question.
    const place = JSON.stringify([ids === null, account]);
    return new Promise((done, failed) => {
      const already = waiting.get(place);
      if (ids !== null && already) {
        already.push({ ids, done, failed });
        return;
      }
      if (ids === null) {
        inTurn(async () => done(await agent.getMediaBuys(account, null))).catch(failed);
        return;
      }
      waiting.set(place, [{ ids, done, failed }]);
      turn(agent, account, place);
    });
  };
}

function upTo(asked: readonly Asked[]): readonly [together: Asked[], rest: Asked[]] {
  let ids = 0;
  const end = asked.findIndex((one, index) => {
    ids += one.ids.length;
    return index > 0 && ids > buysPerLook;
  });
  return end < 0 ? [[...asked], []] : [asked.slice(0, end), asked.slice(end)];
}

/** Never rejects: whoever asked hears of it. */
async function answer(agent: Reader, account: AccountRef, asked: readonly Asked[]): Promise<void> {
  const alone = async ({ ids, done, failed }: Asked): Promise<void> => {
    await agent.getMediaBuys(account, ids).then(done, failed);
  };
  const [first, ...others] = asked;
  if (first && others.length === 0) return alone(first);
  const ids = [...new Set(asked.flatMap((one) => one.ids))];
  const read = await agent.getMediaBuys(account, ids).catch(() => null);
  for (const one of asked) {
    const own = read === null ? null : ownOf(read, one.ids);
    if (own) one.done(own);
    else await alone(one);
  }
}

/** null: the shared answer does not settle it. */
function ownOf(read: Buys, ids: readonly string[]): Buys | null {
  if (read.kind === "failed") return read.problem.recovery === "transient" ? read : null;
  const value = read.value.filter((buy) => ids.includes(buy.mediaBuyId));
  return value.length === ids.length ? { ...read, value } : null;
}
