import { comparable } from "./compare-values";
import type { PackageValues, Verdict } from "./patch";
import { showValue } from "./show-value";

export type Field = keyof PackageValues;
export type Value = PackageValues[Field] | string | undefined;

export type NoReadBack = {
  /** The status of the buy in the write's own reply. */
  readonly repliedStatus: string | null;
  /** The seller said that it takes effect later: its reply is a promise and not yet so. */
  readonly waits: boolean;
};

/** How far what is seen can be trusted to be all. */
export type Source = {
  /** The seller said, or may still be about to show, that it takes effect later. */
  readonly settling: boolean;
  /** Present where the seller cannot be read back: what is seen is its delivery report, and its reply is judged as well. */
  readonly noReadBack?: NoReadBack | undefined;
};

export function markOf({ noReadBack }: Source): { readonly noReadBack?: true } {
  return noReadBack === undefined ? {} : { noReadBack: true };
}

/** Where a value that was found comes from. */
function sourceOf({ noReadBack }: Source): "read_back" | "delivery" {
  return noReadBack === undefined ? "read_back" : "delivery";
}

/** A cancellation is seen or not: nothing is between, and what is over for another reason was not canceled. `replied`: what the reply says of it. */
export function canceledVerdict(
  field: string,
  found: boolean | undefined,
  replied: boolean | undefined,
  source: Source,
): Verdict {
  const base = { field, before: "false", requested: "true", ...markOf(source) };
  const said = source.noReadBack !== undefined && replied === true;
  if (found !== undefined)
    return { ...base, ...seenCanceled(found, source.settling || said), evidence: sourceOf(source) };
  const evidence = said ? "reply" : "none";
  if (source.noReadBack?.waits) return { ...base, kind: "pending", found: null, evidence };
  // Nothing can be read back, and its own answer to the cancellation shows it as alive.
  if (source.noReadBack && replied === false) return { ...base, kind: "ignored", found: "false", evidence: "reply" };
  return { ...base, kind: "unknown", found: said ? "true" : null, evidence };
}

function seenCanceled(found: boolean, mayCome: boolean) {
  const missed = mayCome ? ("pending" as const) : ("ignored" as const);
  return { kind: found ? ("applied" as const) : missed, found: String(found) };
}

export function judgeWith(source: Source) {
  const mark = markOf(source);
  return (path: string, field: Field, requested: Value, before: Value, found: Value, replied: Value): Verdict => {
    const base = { field: path, before: showValue(field, before), requested: showValue(field, requested), ...mark };
    if (found === undefined) return { ...base, ...byReply({ source, field, requested, before, replied }) };
    const shown = { ...base, found: showValue(field, found), evidence: sourceOf(source) };
    if (same(field, found, requested)) return { ...shown, kind: "applied" };
    if (before === undefined || !same(field, found, before)) return { ...shown, kind: "changed" };
    // A report may be older than the reply that took it.
    const promised = source.noReadBack !== undefined && same(field, replied, requested);
    if (!source.settling && !promised) return { ...shown, kind: "ignored" };
    return { ...shown, kind: "pending", ...proposal(field, found, replied) };
  };
}

type Replied = {
  readonly source: Source;
  readonly field: Field;
  readonly requested: Value;
  readonly before: Value;
  readonly replied: Value;
};

/** No read shows it. Where reads could, the reply is a hint; where nothing can be read back, a reply that says otherwise is believed. */
function byReply({ source: { noReadBack }, field, requested, before, replied }: Replied) {
  const evidence = replied === undefined ? ("none" as const) : ("reply" as const);
  const found = showValue(field, replied);
  if (noReadBack?.waits) {
    return { kind: "pending" as const, found: null, evidence, ...(found === null ? {} : { proposed: found }) };
  }
  if (!noReadBack || replied === undefined || same(field, replied, requested)) {
    return { kind: "unknown" as const, found, evidence };
  }
  const kind = before !== undefined && same(field, replied, before) ? ("ignored" as const) : ("changed" as const);
  return { kind, found, evidence };
}

/** What the seller says it will be (implementation date null or ahead): shown beside what it still is. */
function proposal(field: Field, found: Value, replied: Value): { readonly proposed?: string } {
  const proposed = replied === undefined || same(field, replied, found) ? null : showValue(field, replied);
  return proposed === null ? {} : { proposed };
}

export function same(field: Field, a: Value, b: Value): boolean {
  return a !== undefined && b !== undefined && comparable(field, a) === comparable(field, b);
}
