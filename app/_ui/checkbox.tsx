import { type ComponentProps, type ReactNode, useId } from "react";
import styles from "./checkbox.module.css";
import { describedBy, FieldNotes } from "./field";

type TickProps = Omit<ComponentProps<"input">, "type" | "size"> & {
  readonly label?: ReactNode;
  readonly labelClassName?: string | undefined;
  readonly description?: ReactNode;
  readonly error?: ReactNode;
};

type CheckboxProps = TickProps & { readonly indeterminate?: boolean | undefined };

/** A box to tick; without a label it needs an `aria-label`. */
export function Checkbox({ indeterminate = false, ...props }: CheckboxProps) {
  return (
    <Tick
      {...props}
      type="checkbox"
      look={styles.box}
      inputRef={(node) => {
        if (node) node.indeterminate = indeterminate;
      }}
    >
      <svg className={styles.sign} viewBox="0 0 10 8" fill="none" stroke="currentColor" aria-hidden="true">
        <path className={styles.tick} d="m1 4 2.7 2.7L9 1.2" strokeWidth="1.8" strokeLinecap="round" />
        <path className={styles.dash} d="M1.5 4h7" strokeWidth="1.8" strokeLinecap="round" />
      </svg>
    </Tick>
  );
}

/** On or off, taking effect at once. */
export function Switch(props: TickProps) {
  return <Tick {...props} type="checkbox" role="switch" look={styles.switch} />;
}

/** One of several of the same `name`. */
export function Radio(props: TickProps) {
  return <Tick {...props} type="radio" look={styles.radio} />;
}

type OneTickProps = TickProps & {
  readonly type: "checkbox" | "radio";
  readonly look: string | undefined;
  readonly inputRef?: (node: HTMLInputElement | null) => void;
  readonly children?: ReactNode;
};

function Tick({ type, look, inputRef, children, ...props }: OneTickProps) {
  const { label, labelClassName, description, error, className, style, id: given, ...input } = props;
  const ownId = useId();
  const id = given ?? ownId;
  return (
    <div className={className ? `${styles.root} ${className}` : styles.root} style={style}>
      <span className={styles.inner}>
        <input
          {...input}
          {...describedBy(id, { description, error }, input["aria-describedby"])}
          {...(inputRef ? { ref: inputRef } : {})}
          type={type}
          id={id}
          className={look}
        />
        {children}
      </span>
      {(label || description || error) && (
        <div className={styles.words}>
          {label && (
            <label htmlFor={id} className={labelClassName}>
              {label}
            </label>
          )}
          <FieldNotes id={id} description={description} error={error} />
        </div>
      )}
    </div>
  );
}
