import { invariants } from "@/server/domain/invariants";

/** The rules in their order, as the page lists them. */
export const rules = (Object.keys(invariants) as (keyof typeof invariants)[]).map((id) => ({
  id,
  words: invariants[id],
}));
