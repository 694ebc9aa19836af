import { useId } from "react";
import styles from "./segmented-control.module.css";

type SegmentedControlProps<Value extends string> = {
  readonly "aria-label": string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly data: readonly { readonly value: Value; readonly label: string }[];
  readonly className?: string | undefined;
};

/** One of a few views; all of them are seen. */
export function SegmentedControl<Value extends string>(props: SegmentedControlProps<Value>) {
  const { "aria-label": label, value, onChange, data, className } = props;
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className={className ? `${styles.group} ${className}` : styles.group}>
      {data.map((choice) => (
        <label key={choice.value} className={styles.choice}>
          <input
            type="radio"
            name={name}
            className="visually-hidden"
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          {choice.label}
        </label>
      ))}
    </div>
  );
}
