import { Amount } from "@/app/_ui/money";
import { StatusBadge } from "@/app/_ui/status";
import type { RouterOutput } from "@/server/api/root";
import { type UnknownPart, unknownPartWords } from "@/server/domain/adopt/unknown-parts";
import { countWords } from "./count-words";
import styles from "./media-buys.module.css";

type Summary = RouterOutput["adopt"]["summarise"];

/** How many, for how much in each currency, what is left out and what will not be known yet. */
export function TakeOverSummary({ summary, sellerName }: { readonly summary: Summary; readonly sellerName: string }) {
  const { sums, leftOut, unknown } = summary;
  const currencies = [...new Set(sums.map((row) => row.currency))];
  if (sums.length === 0) return <p>None of the chosen media buys can be taken over.</p>;
  return (
    <>
      <ul className={styles.sums} aria-label="Chosen, per currency">
        {currencies.map((currency) => (
          <CurrencySum key={currency} currency={currency} rows={sums.filter((row) => row.currency === currency)} />
        ))}
      </ul>
      {leftOut.here > 0 && <p className="sm dim">{countWords(leftOut.here, "is", "are")} known here and left out.</p>}
      {leftOut.obstacles.map(({ why, count }) => (
        <p key={why} className="sm dim">
          {countWords(count, "is", "are")} left out: {why}.
        </p>
      ))}
      {unknown.length > 0 && (
        <p>
          {sellerName} does not show {listWords(unknown)}. They stay “not known yet” here until the seller shows them or
          you set them.
        </p>
      )}
    </>
  );
}

function CurrencySum({ currency, rows }: { readonly currency: string; readonly rows: Summary["sums"] }) {
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  const total = rows.reduce((sum, row) => sum + row.totalMicros, 0n);
  return (
    <li>
      <span className="b">
        <Amount micros={total} currency={currency} />
      </span>{" "}
      in {countWords(count, "media buy")}
      <span className={styles.tags}>
        {rows.map((row) => (
          <StatusBadge key={row.status} status={row.status} title={countWords(row.count, "media buy")} />
        ))}
      </span>
    </li>
  );
}

function listWords(parts: readonly UnknownPart[]): string {
  const words = parts.map((part) => unknownPartWords[part]);
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
