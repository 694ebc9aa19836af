import { When } from "@/app/_ui/date";
import { Facts } from "@/app/_ui/facts";
import type { ChangeView } from "@/server/api/views/change-view";
import styles from "./attention.module.css";

/** Codes of ours: the sentence above them says it all. */
const ourOwn = ["INPUT_REQUIRED", "STALE_EDIT", "AMBIGUOUS_MATCH", "NOT_AT_SELLER", "LATE_COMPLETION"];

/** What the seller asks, in its own words (text, never markup), and how to name it when talking to them. */
export function SellerQuestion({ change, zone }: { readonly change: ChangeView; readonly zone: string }) {
  const words = change.task?.message ?? change.error?.message;
  const { error, task } = change;
  const facts: [string, React.ReactNode][] = [];
  if (error && !ourOwn.includes(error.code)) facts.push(["Code", error.code]);
  if (error?.suggestion) facts.push(["It suggests", error.suggestion]);
  if (task) facts.push(["Task", task.taskId], ["Asked", <When key="asked" instant={task.since} zone={zone} />]);
  return (
    <div>
      {words && <blockquote className={styles.words}>{words}</blockquote>}
      {facts.length > 0 && <Facts items={facts} />}
    </div>
  );
}
