import styles from "./brand.module.css";

/** The mark (three strips) and the name. */
export function Brand() {
  return (
    <span className={styles.brand}>
      <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false" fill="var(--accent)">
        <rect x="0" y="2" width="20" height="4" rx="1" />
        <rect x="6" y="8" width="14" height="4" rx="1" opacity=".75" />
        <rect x="0" y="14" width="11" height="4" rx="1" opacity=".5" />
      </svg>
      Flightdeck
    </span>
  );
}
