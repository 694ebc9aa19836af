"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Amount } from "@/app/_ui/money";
import { StatusBadge } from "@/app/_ui/status";
import { Chip } from "@/app/_ui/tag";
import { stateWord } from "../_changes/change-card";
import styles from "./buy-peek.module.css";

/** Packages and the last changes of one media buy, briefly. */
export function BuyPeek({ mediaBuyId }: { readonly mediaBuyId: string }) {
  const buy = useQuery(useTRPC().mediaBuys.get.queryOptions({ mediaBuyId }, { refetchInterval: 10_000 }));
  const refusal = refusalOf(buy.error);
  if (refusal) {
    return <Failure title="It could not be loaded" message={refusal.message} retry={() => buy.refetch()} />;
  }
  if (!buy.data) return <p className="dim">Reading its packages…</p>;
  const { packages, changes } = buy.data;
  return (
    <>
      <section>
        <h3>{packages.length === 1 ? "1 package" : `${packages.length} packages`}</h3>
        <ul className={styles.lines}>
          {packages.map((item) => (
            <li key={item.id}>
              <span>{item.name}</span>
              <Chip>{item.state}</Chip>
              <Amount micros={item.budgetMicros} currency={item.currency} />
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3>{changes.length === 0 ? "No changes yet" : "Last changes"}</h3>
        <ul className={styles.lines}>
          {changes.slice(0, 5).map((change) => (
            <li key={change.id}>
              <span className="sm">{change.sentence}</span>
              <StatusBadge status={stateWord(change)} />
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
