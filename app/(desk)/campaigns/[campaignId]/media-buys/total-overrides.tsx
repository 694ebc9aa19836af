import { AmountInput } from "@/app/_ui/amount-input";
import type { SteeredBuyView } from "@/server/api/views/steering-view";
import { formatMoney, money } from "@/server/domain/money";
import styles from "./steering.module.css";

type TotalOverridesProps = {
  readonly buys: readonly SteeredBuyView[];
  readonly overrides: Readonly<Record<string, bigint>>;
  readonly errorOf: (packageId: string) => string | undefined;
  readonly onOverride: (packageId: string, micros: bigint | null) => void;
  readonly onUnread: (packageId: string, unread: boolean) => void;
};

/** Packages whose budget is set by hand; the others share what is left of the total. */
export function TotalOverrides({ buys, overrides, errorOf, onOverride, onUnread }: TotalOverridesProps) {
  const count = Object.keys(overrides).length;
  return (
    <details>
      <summary>
        Set single packages by hand <span className="sm dim">{count === 0 ? "none" : `${count} set`}</span>
      </summary>
      <div className={styles.overrides}>
        {buys.flatMap((buy) =>
          buy.packages
            .filter((one) => one.locked === null)
            .map((one) => (
              <AmountInput
                key={one.id}
                label={`${one.name}, ${buy.salesAgent.name}`}
                description={`Has ${formatMoney(money(one.budgetMicros, buy.currency))}, at least ${formatMoney(money(one.floorMicros, buy.currency))}`}
                currency={buy.currency}
                micros={overrides[one.id] ?? null}
                error={errorOf(one.id)}
                onAmount={({ micros, problem }) => {
                  onUnread(one.id, problem !== null);
                  onOverride(one.id, micros);
                }}
              />
            )),
        )}
      </div>
    </details>
  );
}
