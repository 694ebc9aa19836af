import styles from "./flight-bar.module.css";

type FlightBarProps = {
  /** Spent share of the budget, 0..1 (above 1 is drawn full). */
  readonly spent: number;
  /** Where the plan says spend should be now, 0..1; null draws no tick. */
  readonly plan?: number | null | undefined;
  /** off: paused, not started or without numbers. */
  readonly pace?: "on" | "under" | "over" | "off" | undefined;
  /** The line under the bar: "12 of 30 days left · pace 0.62". */
  readonly note?: string | undefined;
};

/** Flight from left to right, spend as fill, the plan as a tick. */
export function FlightBar({ spent, plan, pace = "on", note }: FlightBarProps) {
  const label = `Spent ${percent(spent)}${plan === null || plan === undefined ? "" : `, planned ${percent(plan)}`}`;
  return (
    <div>
      <div className={styles.bar} role="img" aria-label={label} title={label}>
        <div className={`${styles.fill} ${styles[pace]}`} style={{ width: `${clamp(spent) * 100}%` }} />
        {plan !== null && plan !== undefined && (
          <div className={styles.plan} style={{ left: `${clamp(plan) * 100}%` }} />
        )}
      </div>
      {note && <div className={styles.note}>{note}</div>}
    </div>
  );
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0));
}

function percent(share: number): string {
  return `${Math.round((Number.isFinite(share) ? share : 0) * 100)} %`;
}
