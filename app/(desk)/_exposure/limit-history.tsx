import { When } from "@/app/_ui/date";
import { Section } from "@/app/_ui/section";
import { useViewer } from "@/app/_ui/viewer";
import type { LimitChangeView } from "@/server/api/views/exposure-view";
import styles from "./exposure.module.css";

/** Who moved which limit, and when; the whole record is in Activity. */
export function LimitHistory({ history }: { readonly history: readonly LimitChangeView[] }) {
  const { timeZone } = useViewer();
  if (history.length === 0) return null;
  return (
    <Section title="Who changed it" flush>
      <ul className={styles.checks}>
        {history.map((one) => (
          <li key={one.id} className={styles.historyLine}>
            <span>{one.summary}</span>
            <span className="sm dim">
              {one.by}, <When instant={one.at} zone={timeZone} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
