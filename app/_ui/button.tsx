import type Link from "next/link";
import type { ComponentProps, ElementType, ReactNode } from "react";
import styles from "./button.module.css";

type ButtonLook = {
  readonly variant?: "default" | "filled" | "subtle" | undefined;
  /** Left out: 30 px high. */
  readonly size?: "md" | "compact-xs" | "compact-sm" | undefined;
  readonly color?: "red" | undefined;
  readonly fullWidth?: boolean | undefined;
  readonly leftSection?: ReactNode;
};

type ButtonProps = ButtonLook &
  (
    | ({ readonly component?: undefined } & Omit<ComponentProps<"button">, "color">)
    | ({ readonly component: "a" } & Omit<ComponentProps<"a">, "color">)
    | ({ readonly component: typeof Link } & Omit<ComponentProps<typeof Link>, "color">)
  );

/** A button, or a link that looks like one. */
export function Button(props: ButtonProps) {
  const { component, variant, size, color, fullWidth, leftSection, className, children, ...rest } = props;
  const Root: ElementType = component ?? "button";
  const isDisabled = "disabled" in rest && rest.disabled;
  return (
    <Root
      {...(component === undefined ? { type: "button" } : {})}
      {...rest}
      className={className ? `${styles.button} ${className}` : styles.button}
      data-variant={variant ?? "default"}
      data-size={size}
      data-color={color}
      data-block={fullWidth || undefined}
      data-disabled={isDisabled || undefined}
    >
      {leftSection}
      <span className={styles.label}>{children}</span>
    </Root>
  );
}
