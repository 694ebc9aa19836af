"use client";

import Link, { useLinkStatus } from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { Brand } from "@/app/_ui/brand";
import { useViewer } from "@/app/_ui/viewer";
import { isAt, isQuiet, type PlaceHref, placesOf } from "./places";
import styles from "./rail.module.css";

/** What stands behind a place's name: a count. */
export type RailSlots = Partial<Record<PlaceHref, ReactNode>>;

export function Rail({ slots }: { readonly slots: RailSlots }) {
  return (
    <div className={styles.rail}>
      <nav aria-label="Desk" className={styles.inner}>
        <Link href="/today" className={styles.brand}>
          <Brand />
        </Link>
        <RailLinks slots={slots} />
      </nav>
    </div>
  );
}

/** The places as links; also inside the phone's menu. */
export function RailLinks({ slots, onGo }: { readonly slots: RailSlots; readonly onGo?: () => void }) {
  const pathname = usePathname();
  const { role } = useViewer();
  return (
    <ul className={styles.links}>
      {placesOf(role).map(({ href, label }) => (
        <li key={href} data-quiet={isQuiet(href) || undefined}>
          <Link
            href={href}
            className={styles.link}
            aria-current={isAt(pathname, href) ? "page" : undefined}
            {...(onGo ? { onClick: onGo } : {})}
          >
            {label}
            <Pending />
            {slots[href]}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** Feedback at once: a dot while the page that was asked for is on its way. */
function Pending() {
  return useLinkStatus().pending ? <span className={styles.pending} aria-hidden="true" /> : null;
}
