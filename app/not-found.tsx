import type { Metadata } from "next";
import { Brand } from "./_ui/brand";
import { Missing } from "./_ui/missing";
import styles from "./_ui/trouble.module.css";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className={styles.alone}>
      <Brand />
      <Missing />
    </main>
  );
}
