"use client";

import { IconSearch } from "@tabler/icons-react";
import Link from "next/link";
import { Brand } from "@/app/_ui/brand";
import { AccountMenu } from "./account-menu";
import styles from "./header.module.css";
import { NoticeBell } from "./notice-bell";
import { SchemeToggle } from "./scheme-toggle";

type HeaderProps = { readonly onSearch: () => void; readonly onHelp: () => void };

/** Search, notices, colours, account. The page's breadcrumbs lie over its left end (page-head.module.css). */
export function Header({ onSearch, onHelp }: HeaderProps) {
  return (
    <header className={styles.header}>
      <Link href="/today" className={styles.brand}>
        <Brand />
      </Link>
      <button type="button" className={styles.search} onClick={onSearch} aria-keyshortcuts="Control+K Meta+K">
        <IconSearch size={15} stroke={1.7} aria-hidden="true" />
        <span className={styles.searchWords}>Go to or do anything</span>
        <kbd className={styles.searchKeys}>Ctrl K</kbd>
      </button>
      <NoticeBell />
      <SchemeToggle />
      <AccountMenu onHelp={onHelp} />
    </header>
  );
}
