"use client";

import { IconClipboardCheck, IconDots, IconLayoutList, IconPlaneDeparture, IconSun } from "@tabler/icons-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { Dialog } from "@/app/_ui/dialog";
import styles from "./phone-bar.module.css";
import { isAt } from "./places";
import { RailLinks, type RailSlots } from "./rail";

const first = [
  { href: "/today", label: "Today", Icon: IconSun },
  { href: "/approvals", label: "Approvals", Icon: IconClipboardCheck },
  { href: "/media-buys", label: "Buys", Icon: IconPlaneDeparture },
  { href: "/campaigns", label: "Campaigns", Icon: IconLayoutList },
] as const;

/** The phone's navigation at the thumb: Today and approvals first, the rest behind More. */
export function PhoneBar({ slots }: { readonly slots: RailSlots }) {
  const pathname = usePathname();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <nav className={styles.bar} aria-label="Desk, short">
        {first.map(({ href, label, Icon }) => (
          <Link key={href} href={href} className={styles.item} aria-current={isAt(pathname, href) ? "page" : undefined}>
            <Icon size={20} stroke={1.6} aria-hidden="true" />
            <span>
              {label} {slots[href]}
            </span>
          </Link>
        ))}
        <button type="button" className={styles.item} aria-haspopup="dialog" onClick={() => setOpen(true)}>
          <IconDots size={20} stroke={1.6} aria-hidden="true" />
          <span>More</span>
        </button>
      </nav>
      <Dialog open={isOpen} onClose={() => setOpen(false)} title="Go to">
        <nav aria-label="Desk">
          <RailLinks slots={slots} onGo={() => setOpen(false)} />
        </nav>
      </Dialog>
    </>
  );
}
