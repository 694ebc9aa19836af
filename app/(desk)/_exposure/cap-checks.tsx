import { Amount } from "@/app/_ui/money";
import { Section } from "@/app/_ui/section";
import { Tag } from "@/app/_ui/tag";
import type { CapCheckView } from "@/server/api/views/exposure-view";
import { formatAmount } from "@/server/domain/money";
import styles from "./exposure.module.css";
import { partsOf } from "./part-words";

const names: Readonly<Record<CapCheckView["scope"], string>> = {
  campaign: "campaign cap",
  organisation: "organisation cap",
  campaign_total: "campaign total",
};

/** "within campaign cap, 8,000.00 left", one a limit. */
export function CapTags({ checks }: { readonly checks: readonly CapCheckView[] }) {
  return checks.map((check) => (
    <Tag
      key={keyOf(check)}
      tone={toneOf(check)}
      glyph={check.overMicros > 0n ? "warn" : "check"}
      title={check.sentence}
    >
      {tagWords(check)}
    </Tag>
  ));
}

function tagWords({ scope, currency, overMicros, limitMicros, afterMicros }: CapCheckView): string {
  const say = (micros: bigint) => formatAmount({ micros, currency });
  if (overMicros > 0n) return `over ${names[scope]} by ${say(overMicros)}`;
  if (afterMicros === limitMicros) return `all of ${names[scope]}`;
  return `within ${names[scope]}, ${say(limitMicros - afterMicros)} left`;
}

/** What it comes to at worst against every limit, and what that is made of. */
export function CapSection({ checks, title }: { readonly checks: readonly CapCheckView[]; readonly title: string }) {
  if (checks.length === 0) return null;
  return (
    <Section title={title} hint="if everything open goes against us" flush>
      <ul className={styles.checks}>
        {checks.map((check) => (
          <li key={keyOf(check)}>
            <CapLine check={check} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function CapLine({ check }: { readonly check: CapCheckView }) {
  const { currency, afterMicros, limitMicros, overMicros, addedMicros } = check;
  const words = partsOf(check, currency);
  return (
    <>
      <div className={styles.checkHead}>
        <span>
          {names[check.scope].replace(/^./, (letter) => letter.toUpperCase())}
          {check.sandbox && <span className="dim"> · sandbox money</span>}
        </span>
        <span className={`num b ${overMicros > 0n ? styles[toneOf(check)] : ""}`}>
          {formatAmount({ micros: afterMicros, currency })} of <Amount micros={limitMicros} currency={currency} />
        </span>
      </div>
      <Meter value={afterMicros} most={limitMicros} added={addedMicros} tone={toneOf(check)} />
      <p className="sm dim">
        {[...words, `${formatAmount({ micros: addedMicros, currency })} for this`].join(" + ")}
        {overMicros > 0n && (
          <span className={`b ${styles[toneOf(check)]}`}>
            {" "}
            · {formatAmount({ micros: overMicros, currency })} over
            {check.refuses ? ": it would not be let through" : ""}
          </span>
        )}
      </p>
    </>
  );
}

type MeterProps = {
  readonly value: bigint;
  readonly most: bigint;
  readonly added: bigint;
  readonly tone: "verified" | "wait" | "stop";
};

/** How full the limit is: what is there, what this adds. The words beside it say the same. */
function Meter({ value, most, added, tone }: MeterProps) {
  const share = (micros: bigint) => (most <= 0n ? 100 : Math.min(100, Number((micros * 1000n) / most) / 10));
  const before = share(value - added);
  return (
    <span className={styles.meter} aria-hidden="true">
      <span className={styles.meterBefore} style={{ width: `${before}%` }} />
      <span
        className={`${styles.meterAdded} ${styles[`fill-${tone}`]}`}
        style={{ left: `${before}%`, width: `${Math.max(share(value) - before, added > 0n ? 1 : 0)}%` }}
      />
    </span>
  );
}

function toneOf(check: CapCheckView): "verified" | "wait" | "stop" {
  if (check.overMicros === 0n) return "verified";
  return check.refuses ? "stop" : "wait";
}

function keyOf({ scope, currency, sandbox }: CapCheckView): string {
  return `${scope} ${currency} ${sandbox}`;
}
