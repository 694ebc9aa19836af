"use client";

import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { Age } from "@/app/_ui/date";
import { refusalOf } from "@/app/_ui/field-errors";
import { notify } from "@/app/_ui/notify";
import { Tag } from "@/app/_ui/tag";
import type { AnswerView, ProductSearchView } from "@/server/api/views/product-view";
import styles from "./products.module.css";

type AnswerStripProps = { readonly search: ProductSearchView; readonly mayAsk: boolean };

/** One compartment per agent: asking, answered in how long, partial, or failed in the seller's words with a retry. */
export function AnswerStrip({ search, mayAsk }: AnswerStripProps) {
  const retry = useMutation(
    useTRPC().products.retry.mutationOptions({
      onError: (error) => notify({ title: "Not asked again", text: refusalOf(error)?.message, tone: "stop" }),
    }),
  );
  const answered = search.answers.filter((answer) => answer.state === "answered").length;
  const products = search.products.length;
  return (
    <section className={styles.strip} aria-label="Answers">
      <div className={styles.stripCell} role="status">
        <b>
          {answered} of {search.answers.length} answered
        </b>
        <div className="sm dim">
          {products} {products === 1 ? "product" : "products"} · asked <Age instant={search.createdAt} />
        </div>
      </div>
      {search.answers.map((answer) => (
        <div
          key={answer.salesAgent.id}
          className={`${styles.stripCell} ${answer.state === "failed" ? styles.failedCell : ""}`}
        >
          <AnswerTag answer={answer} />
          <AnswerNote answer={answer} />
          {answer.state === "failed" && mayAsk && (
            <Button
              size="compact-xs"
              disabled={retry.isPending}
              onClick={() => retry.mutate({ searchId: answer.searchId, salesAgentId: answer.salesAgent.id })}
              aria-label={`Retry ${answer.salesAgent.name}`}
            >
              Retry
            </Button>
          )}
        </div>
      ))}
    </section>
  );
}

function AnswerTag({ answer }: { readonly answer: AnswerView }) {
  const { name } = answer.salesAgent;
  if (answer.state === "asking") {
    return (
      <Tag tone="wait" glyph="clock">
        {name}
      </Tag>
    );
  }
  if (answer.state === "failed") {
    return (
      <Tag tone="stop" glyph="warn">
        {name}
      </Tag>
    );
  }
  return (
    <Tag
      tone={answer.incomplete.length > 0 ? "changed" : "verified"}
      glyph={answer.incomplete.length > 0 ? "half" : "check"}
    >
      {name}
    </Tag>
  );
}

function AnswerNote({ answer }: { readonly answer: AnswerView }) {
  if (answer.state === "asking") return <Asking since={answer.since} />;
  if (answer.state === "failed") {
    return (
      <span className="sm dim">
        failed: {answer.error?.message ?? "no reason given"}
        {answer.error && <span className="dimmer"> · {answer.error.code}</span>}
      </span>
    );
  }
  const count = answer.productCount;
  return (
    <span className="sm dim">
      {count} {count === 1 ? "product" : "products"}
      {answer.milliseconds !== null && ` in ${seconds(answer.milliseconds)}`}
      {answer.incomplete.length > 0 && (
        <span className={styles.partial}>
          {" "}
          · partial: {answer.incomplete.map((note) => note.description || note.scope).join("; ")}
        </span>
      )}
    </span>
  );
}

/** Counts up while a seller is being asked. */
function Asking({ since }: { readonly since: string }) {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  const passed = now === null ? null : Math.max(0, now - Date.parse(since));
  return (
    <span className="sm dim">
      asking… <span className="num dimmer">{passed === null ? "" : seconds(passed)}</span>
    </span>
  );
}

function seconds(milliseconds: number): string {
  return milliseconds < 100 ? "0.1 s" : `${(milliseconds / 1000).toFixed(1)} s`;
}
