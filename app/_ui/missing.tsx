import Link from "next/link";
import styles from "./trouble.module.css";

/** A page or a row that is not here, or not in this organisation: the same words for both. */
export function Missing() {
  return (
    <div className={styles.trouble}>
      <h1>There is nothing here</h1>
      <p className="dim">
        The address may be mistyped, or what it named was removed or belongs to another organisation. Search finds
        campaigns and media buys by name.
      </p>
      <p className={styles.ways}>
        <Link href="/today">Go to Today</Link>
        <Link href="/campaigns">Campaigns</Link>
        <Link href="/media-buys">Media buys</Link>
      </p>
    </div>
  );
}
