import type { RouterOutput } from "@/server/api/root";

/** How far reading and taking over are, and what there is, as the server says. */
export type AccountState = RouterOutput["adopt"]["account"];

/** Something runs in the background: the page asks again and again. */
export function isMoving(state: AccountState | undefined): boolean {
  return state?.scan?.state === "running" || state?.adoption?.state === "running";
}
