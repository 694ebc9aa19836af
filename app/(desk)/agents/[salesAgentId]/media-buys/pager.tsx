import { Button } from "@/app/_ui/button";
import { number } from "./count-words";
import styles from "./media-buys.module.css";

type PagerProps = {
  /** From 0. */
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
  readonly onPage: (page: number) => void;
};

/** "51–100 of 10,000" between the ways back and on. */
export function Pager({ page, pageSize, total, onPage }: PagerProps) {
  const first = page * pageSize + 1;
  const last = Math.min(total, first + pageSize - 1);
  const lastPage = Math.max(0, Math.ceil(total / pageSize) - 1);
  if (total === 0) return null;
  return (
    <nav aria-label="Pages of the list" className={styles.pager}>
      <Button disabled={page === 0} onClick={() => onPage(page - 1)}>
        Previous
      </Button>
      <span className="num" aria-live="polite">
        {number(first)}–{number(last)} of {number(total)}
      </span>
      <Button disabled={page >= lastPage} onClick={() => onPage(page + 1)}>
        Next
      </Button>
      <Button disabled={page >= lastPage} onClick={() => onPage(lastPage)}>
        Last
      </Button>
    </nav>
  );
}
