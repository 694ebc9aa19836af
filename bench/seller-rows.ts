import { execFileSync } from "node:child_process";
import type { CallOverhead } from "./call-overhead";
import { type FanOut, sellerMs } from "./fan-out";
import type { Row } from "./report";

/** What calls to sellers cost, measured by two programs of their own. */
export function sellerRows(): readonly Row[] {
  return [
    ...fanOutRows(measured<FanOut>("bench/fan-out.ts")),
    ...overheadRows(measured<CallOverhead>("bench/call-overhead.ts")),
  ];
}

export const sellerNotes = [
  `X1: a product search (ten products each) at 50 sellers of ${sellerMs} ms at once, through the whole adapter; the floor is the same request by Node's fetch in the same run. Cold: the MCP library is loaded and every seller shaken hands with. Memory: resident, of a process that does nothing else.`,
  "X2: one search after the other, rounds alternating; ours also turns the answer into our words, checked, and keeps the exchange free of secrets.",
];

function measured<T>(program: string): T {
  const text = execFileSync(process.execPath, ["--import", "tsx", program], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(text) as T;
}

const smaller = { better: "smaller", shown: "" } as const;
const ms = (value: number) => `${Math.round(value)} ms`;
const mib = (value: number) => `${Math.round(value)} MiB`;

function fanOutRows({ cold, warm, withDead, rawCold, rawWarm, coldMiB, warmMiB }: FanOut): readonly Row[] {
  const goals = { must: sellerMs + 50, moonshot: sellerMs + 30 };
  const row = (what: string, value: number, floor: number) => ({
    ...{ id: "X1", what, value, ours: ms(value), floor: ms(floor) },
    ...{ shown: (value / floor).toFixed(2), better: "smaller" as const },
  });
  return [
    { ...row("50 sellers, warm; goals: ms", warm, rawWarm), ...goals },
    { ...row("50 sellers and a dead one, warm", withDead, rawWarm), ...goals },
    { ...row("50 sellers, cold", cold, rawCold), must: 1_000, moonshot: 500 },
    {
      id: "X1",
      what: "memory of 50 first contacts",
      ours: mib(coldMiB),
      floor: "",
      value: coldMiB,
      ...smaller,
      must: 60,
      moonshot: 30,
    },
    {
      id: "X1",
      what: "memory that later rounds add",
      ours: mib(warmMiB),
      floor: "",
      value: warmMiB,
      ...smaller,
      must: 60,
      moonshot: 20,
    },
  ];
}

function overheadRows({ ours, raw, ratio, atSeller }: CallOverhead): readonly Row[] {
  const [median, worst, best] = ratio;
  const fine = (value: number) => `${value.toFixed(2)} ms`;
  const goals = { better: "smaller", must: 1.3, moonshot: 1.1 } as const;
  return [
    {
      ...{ id: "X2", what: "one call, seller at once", ours: fine(ours), floor: fine(raw), value: median, ...goals },
      shown: `${median.toFixed(2)} [${worst.toFixed(2)}, ${best.toFixed(2)}]`,
    },
    {
      ...{
        id: "X2",
        what: "one call, seller of 50 ms",
        ours: fine(atSeller.ours),
        floor: fine(atSeller.raw),
        ...goals,
      },
      ...{ value: atSeller.ratio, shown: atSeller.ratio.toFixed(2) },
    },
  ];
}
