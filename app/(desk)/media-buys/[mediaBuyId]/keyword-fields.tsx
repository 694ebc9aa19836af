import { useState } from "react";
import { Textarea } from "@/app/_ui/textarea";
import type { OverlayProps } from "./editor-props";

type Word = { readonly keyword: string; readonly match_type: string; readonly bid_price?: number };

/** One keyword a line: "running shoes", [exact], "phrase" in quotes, anything else broad. */
export function KeywordFields(props: OverlayProps) {
  return (
    <>
      <WordField {...props} field="keyword_targets" label="Keywords" />
      <WordField {...props} field="negative_keywords" label="Keywords to stay away from" />
    </>
  );
}

type WordFieldProps = OverlayProps & { readonly field: string; readonly label: string };

function WordField({ overlay, onField, limitOf, offeredOf, errorOf, field, label }: WordFieldProps) {
  const before = wordsIn(overlay[field]);
  const [text, setText] = useState(() => before.map(lineOf).join("\n"));
  const limit = limitOf(field);
  const offered = offeredOf(field);
  const only = offered && offered.length < 3 ? `. The seller takes ${offered.join(" and ")} only` : "";
  const change = (typed: string) => {
    setText(typed);
    const words = typed.split("\n").flatMap((line) => wordOf(line, before));
    onField(field, words.length === 0 ? undefined : words);
  };
  return (
    <Textarea
      label={label}
      description={limit ?? `One a line: [exact], "phrase", anything else broad${only}`}
      disabled={limit !== null}
      rows={3}
      value={text}
      error={errorOf(field)}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}

function wordsIn(value: unknown): readonly Word[] {
  return Array.isArray(value) ? (value as readonly Word[]) : [];
}

function lineOf({ keyword, match_type: type }: Word): string {
  if (type === "exact") return `[${keyword}]`;
  return type === "phrase" ? `"${keyword}"` : keyword;
}

/** A keyword that was there keeps its bid. */
function wordOf(line: string, before: readonly Word[]): readonly Word[] {
  const text = line.trim();
  if (text === "") return [];
  const exact = /^\[(.+)\]$/.exec(text)?.[1];
  const phrase = /^"(.+)"$/.exec(text)?.[1];
  const keyword = (exact ?? phrase ?? text).trim();
  const match_type = exact ? "exact" : phrase ? "phrase" : "broad";
  const known = before.find((one) => one.keyword === keyword && one.match_type === match_type);
  return [known ?? { keyword, match_type }];
}
