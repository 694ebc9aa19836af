"use client";

import styles from "./trouble.module.css";

type TroubleProps = { readonly requestId: string | null; readonly retry: () => void };

/** No Mantine here: this is part of every page's first load. A page that failed on our side: says so, gives the id to quote, and two ways out. */
export function Trouble({ requestId, retry }: TroubleProps) {
  return (
    <div className={styles.trouble}>
      <h1>Something went wrong on our side</h1>
      <p className="dim">
        Nothing you saved is lost, and nothing was sent twice. Try again; if it stays, tell your administrator.
      </p>
      {requestId && (
        <p className="sm dim">
          Request <code>{requestId}</code>
        </p>
      )}
      <div className={styles.ways}>
        <button type="button" className={styles.retry} onClick={retry}>
          Try again
        </button>
        <a href="/today">Go to Today</a>
      </div>
    </div>
  );
}
