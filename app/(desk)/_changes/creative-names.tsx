"use client";

import { createContext, useContext } from "react";

/** Names of creatives by the id sellers know them by, for the changes shown below it. */
export const CreativeNames = createContext<ReadonlyMap<string, string>>(new Map());

const uuid = /[0-9a-f]{8}-[0-9a-f-]{27}/g;

/** A list of assigned creatives by name; how many more there are where this page has no name for them. */
export function AssignedCreatives({ value }: { readonly value: string }) {
  const names = useContext(CreativeNames);
  const ids = value.match(uuid);
  if (!ids) return <span style={{ overflowWrap: "anywhere" }}>{value || "none"}</span>;
  const known = ids.flatMap((id) => names.get(id) ?? []);
  const others = ids.length - known.length;
  const rest = others === 0 ? [] : [`${others} ${known.length > 0 ? "more" : others === 1 ? "creative" : "creatives"}`];
  return <span title={value}>{[...known, ...rest].join(", ")}</span>;
}
