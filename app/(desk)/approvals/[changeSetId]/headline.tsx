import { BeforeAfter } from "@/app/_ui/diff";
import { Amount } from "@/app/_ui/money";
import { Chip } from "@/app/_ui/tag";
import type { ChangeSetView } from "@/server/api/views/change-view";
import type { CapCheckView } from "@/server/api/views/exposure-view";
import { CapTags } from "../../_exposure/cap-checks";
import { percentChange } from "../percent-change";
import styles from "./change-set.module.css";

type HeadlineProps = { readonly set: ChangeSetView; readonly checks: readonly CapCheckView[] };

/** The amount first: how much more or less, in each currency; whether it fits, and the rule that asked for a signature. */
export function Headline({ set, checks }: HeadlineProps) {
  return (
    <div className={styles.headline}>
      {set.totals.map((total) => {
        const percent = percentChange(total.beforeMicros, total.deltaMicros);
        return (
          <div key={total.currency}>
            <p className={styles.amount}>
              <Amount micros={total.deltaMicros} currency={total.currency} signed />
              {percent && <span className={styles.percent}>{percent}</span>}
            </p>
            {total.beforeMicros !== 0n && (
              <BeforeAfter
                before={<Amount micros={total.beforeMicros} currency={total.currency} />}
                after={<Amount micros={total.afterMicros} currency={total.currency} />}
              />
            )}
          </div>
        );
      })}
      <p className={styles.chips}>
        <CapTags checks={checks} />
        {set.rule && <Chip>{set.rule}</Chip>}
        {set.campaign && <Chip>{set.campaign.name}</Chip>}
        {set.sellers.map((seller) => (
          <Chip key={seller}>{seller}</Chip>
        ))}
      </p>
    </div>
  );
}
