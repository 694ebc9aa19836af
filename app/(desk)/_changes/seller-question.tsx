import type { ReactNode } from "react";
import { When } from "@/app/_ui/date";
import { Facts } from "@/app/_ui/facts";
import type { ChangeView } from "@/server/api/views/change-view";
import styles from "./attention.module.css";

/** Findings of ours, not words of the seller; of the first two the sentence above says it all. */
const said = ["AMBIGUOUS_MATCH", "NOT_AT_SELLER"];
const ourOwn = [...said, "STALE_EDIT", "LATE_COMPLETION", "OVERDUE"];

/** What the seller says, in its own words (text, never markup), and how to name it when talking to them. */
export function SellerQuestion({ change, zone }: { readonly change: ChangeView; readonly zone: string }) {
  const { error, task } = change;
  const code = error?.code ?? null;
  const isOurs = code !== null && ourOwn.includes(code);
  const words = isOurs ? error?.message : (task?.message ?? error?.message);
  const facts: [string, ReactNode][] = [];
  if (code !== null && !isOurs && code !== "INPUT_REQUIRED") facts.push(["Code", code]);
  if (error?.suggestion) facts.push(["It suggests", error.suggestion]);
  if (task) facts.push(["Task", task.taskId], ["Asked", <When key="asked" instant={task.since} zone={zone} />]);
  return (
    <div>
      {words && !isOurs && <blockquote className={styles.words}>{words}</blockquote>}
      {words && isOurs && !said.includes(code) && <p>{words}</p>}
      {facts.length > 0 && <Facts items={facts} />}
    </div>
  );
}
