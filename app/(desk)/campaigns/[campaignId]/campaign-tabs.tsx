"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { useTRPC } from "@/app/_trpc/client";
import type { RouterOutput } from "@/server/api/root";
import styles from "../campaigns.module.css";

/** The way from brief to media buys, in the order it is walked. */
export function CampaignTabs({ campaignId }: { readonly campaignId: string }) {
  const { data: campaign } = useSuspenseQuery(useTRPC().campaigns.get.queryOptions({ campaignId }));
  const pathname = usePathname();
  const home = `/campaigns/${campaignId}`;
  const missing = campaign.missing.filter((issue) => issue.path !== "packages").length;
  const open = campaign.editable ? missing : 0;
  const tabs: readonly { readonly href: string; readonly label: string; readonly badge: ReactNode }[] = [
    { href: home, label: "Plan", badge: open > 0 && <Attention count={open} word="open" /> },
    { href: `${home}/products`, label: "Products", badge: null },
    { href: `${home}/packages`, label: "Packages", badge: <PackagesBadge campaign={campaign} /> },
    { href: `${home}/creatives`, label: "Creatives", badge: null },
    { href: `${home}/review`, label: "Review", badge: null },
    {
      href: `${home}/media-buys`,
      label: "Media buys",
      badge: campaign.mediaBuyCount > 0 && <span className={styles.count}>{campaign.mediaBuyCount}</span>,
    },
  ];
  return (
    <nav className={styles.tabs} aria-label="Campaign">
      {tabs.map(({ href, label, badge }) => (
        <Link
          key={href}
          href={href}
          className={styles.tab}
          aria-current={isHere(pathname, href, home) ? "page" : undefined}
        >
          {label} {badge}
        </Link>
      ))}
    </nav>
  );
}

function PackagesBadge({ campaign }: { readonly campaign: RouterOutput["campaigns"]["get"] }) {
  const { packageCount, packagesWithIssues, editable, missing } = campaign;
  if (packageCount === 0) return null;
  if (editable && packagesWithIssues > 0) {
    return <Attention count={packagesWithIssues} word={`of ${packageCount} open`} />;
  }
  const off = editable && missing.some((issue) => issue.path === "packages");
  return off ? (
    <Attention count={packageCount} word="· total off" />
  ) : (
    <span className={styles.count}>{packageCount}</span>
  );
}

function Attention({ count, word }: { readonly count: number; readonly word: string }) {
  return (
    <span className={`${styles.count} ${styles.attention}`}>
      {count} {word}
    </span>
  );
}

function isHere(pathname: string, href: string, home: string): boolean {
  return href === home ? pathname === home : pathname.startsWith(href);
}
