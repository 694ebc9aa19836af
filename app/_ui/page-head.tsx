import Link from "next/link";
import type { ReactNode } from "react";
import styles from "./page-head.module.css";

export type Crumb = { readonly label: string; readonly href: string };

type PageHeadProps = {
  readonly title: string;
  /** The way here, without the page itself. */
  readonly crumbs?: readonly Crumb[] | undefined;
  /** Beside the title: status, dates with zone, age of the numbers. */
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
};

/** The page's one h1, its breadcrumbs in the header, its actions at the right. */
export function PageHead({ title, crumbs = [], note, actions }: PageHeadProps) {
  return (
    <>
      <nav className={styles.crumbs} aria-label="Breadcrumbs">
        <ol>
          {crumbs.map((crumb) => (
            <li key={crumb.href}>
              <Link href={crumb.href}>{crumb.label}</Link>
            </li>
          ))}
          <li aria-current="page">{title}</li>
        </ol>
      </nav>
      <div className={styles.head}>
        <h1>{title}</h1>
        {note && <div className={styles.note}>{note}</div>}
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
    </>
  );
}
