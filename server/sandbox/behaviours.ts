import { ANSWERS } from "./behave-answer";
import { LATE } from "./behave-late";
import { REPLIES } from "./behave-reply";
import { WIRES } from "./behave-wire";
import type { Limit, Row, Run, Wire } from "./behaviour";
import type { Json } from "./model";
import type { Seller } from "./seller";

/** Every way the awkward seller can misbehave; a new row in one of these tables is all a new behaviour takes. */
export const BEHAVIOURS = { ...ANSWERS, ...LATE, ...REPLIES, ...WIRES } satisfies Record<string, Row>;

export type BehaviourName = keyof typeof BEHAVIOURS;

/** One behaviour chosen for one call. */
export interface Active {
  tool: string;
  name: BehaviourName;
  answer?: (seller: Seller, args: Json, run: Run) => Json;
  wire?: (wire: Wire) => Promise<boolean>;
  reply?: (data: Json) => Json;
}

export const isBehaviour = (name: string): name is BehaviourName => name in BEHAVIOURS;

export const limitOf = (name: BehaviourName): Limit | undefined => (BEHAVIOURS[name] as Row).limit;

export function activate(tool: string, name: BehaviourName, value: string): Active {
  const row: Row = BEHAVIOURS[name];
  const { answer, wire, reply } = row;
  return {
    tool,
    name,
    ...(answer === undefined ? {} : { answer: answer(value) }),
    ...(wire === undefined ? {} : { wire: (exchange: Wire) => wire(value, exchange) }),
    ...(reply === undefined ? {} : { reply: (data: Json) => reply(value, data) }),
  };
}
