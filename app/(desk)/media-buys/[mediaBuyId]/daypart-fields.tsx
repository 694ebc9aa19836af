import { Button } from "@/app/_ui/button";
import { Checkbox } from "@/app/_ui/checkbox";
import { NativeSelect } from "@/app/_ui/native-select";
import type { OverlayProps } from "./editor-props";
import styles from "./media-buy.module.css";

type Part = { readonly days: readonly string[]; readonly start_hour: number; readonly end_hour: number };
const week = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const first: Part = { days: week.slice(0, 5), start_hour: 8, end_hour: 20 };
const hours = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ value: String(from + index), label: `${from + index}:00` }));

/** Days and hours; AdCP has no zone for them, so each seller reads the hours in its own. */
export function DaypartFields({ overlay, onField, limitOf, errorOf }: OverlayProps) {
  const parts = Array.isArray(overlay.daypart_targets) ? (overlay.daypart_targets as readonly Part[]) : [];
  const limit = limitOf("daypart_targets");
  const set = (next: readonly Part[]) => onField("daypart_targets", next.length === 0 ? undefined : next);
  const change = (index: number, part: Partial<Part>) =>
    set(parts.map((one, at) => (at === index ? { ...one, ...part } : one)));
  return (
    <fieldset className={styles.group}>
      <legend>Hours of the week</legend>
      <p className="sm dim">{limit ?? "The seller reads the hours in its own time zone."}</p>
      {parts.map((part, index) => (
        <div key={index} className={styles.daypart}>
          <div className={styles.days}>
            {week.map((day) => (
              <Checkbox
                key={day}
                label={day.slice(0, 3)}
                aria-label={day}
                checked={part.days.includes(day)}
                onChange={(event) => change(index, { days: toggled(part.days, day, event.currentTarget.checked) })}
              />
            ))}
          </div>
          <NativeSelect
            aria-label="From"
            data={hours(0, 23)}
            value={String(part.start_hour)}
            onChange={(event) => change(index, { start_hour: Number(event.currentTarget.value) })}
          />
          <NativeSelect
            aria-label="To"
            data={hours(1, 24)}
            value={String(part.end_hour)}
            onChange={(event) => change(index, { end_hour: Number(event.currentTarget.value) })}
          />
          <Button onClick={() => set(parts.filter((_, at) => at !== index))}>Remove</Button>
        </div>
      ))}
      {errorOf("daypart_targets") && <p className={styles.problem}>{errorOf("daypart_targets")}</p>}
      <div>
        <Button disabled={limit !== null} onClick={() => set([...parts, first])}>
          Add hours
        </Button>
      </div>
    </fieldset>
  );
}

function toggled(days: readonly string[], day: string, on: boolean): readonly string[] {
  return week.filter((one) => (one === day ? on : days.includes(one)));
}
