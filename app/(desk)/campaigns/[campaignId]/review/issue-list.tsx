"use client";

import Link from "next/link";
import { Section } from "@/app/_ui/section";
import { Tag } from "@/app/_ui/tag";
import { useCan } from "@/app/_ui/viewer";
import type { ReviewIssue, ReviewSeller } from "@/server/api/views/review-view";
import { AskTerms } from "../../../_changes/ask-terms";
import styles from "./review.module.css";

type IssueListProps = {
  readonly campaignId: string;
  readonly issues: readonly ReviewIssue[];
  readonly sellers: readonly ReviewSeller[];
};

/** What has to be settled first, each with the way to its field. */
export function IssueList({ campaignId, issues, sellers }: IssueListProps) {
  return (
    <Section title="Before it can be sent" hint={issues.length === 1 ? "1 thing" : `${issues.length} things`} flush>
      <ul className={styles.issues}>
        {issues.map((issue) => (
          <li key={`${issue.path} ${issue.message}`}>
            <IssueLine campaignId={campaignId} issue={issue} seller={sellerOf(issue, sellers)} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function sellerOf(issue: ReviewIssue, sellers: readonly ReviewSeller[]): string | null {
  const found = sellers.find((seller) => seller.packages.some((one) => one.id === issue.packageId));
  return found?.salesAgent.name ?? null;
}

type IssueLineProps = {
  readonly campaignId: string;
  readonly issue: ReviewIssue;
  readonly seller?: string | null | undefined;
};

export function IssueLine({ campaignId, issue, seller }: IssueLineProps) {
  const blocking = issue.level === "blocking";
  const place = placeOf(campaignId, issue);
  const mayAsk = useCan("campaign:write");
  return (
    <div className={styles.issue}>
      <Tag tone={blocking ? "stop" : "wait"} glyph="warn">
        {blocking ? "Missing" : "Note"}
      </Tag>
      <span>
        {issue.message}
        {seller && <span className="dim"> · {seller}</span>}
      </span>
      <span className={styles.fixes}>
        {issue.fix === "ask_terms" && mayAsk && <AskTerms proposal={proposalOf(issue)} />}
        <Link href={place.href}>{place.label}</Link>
      </span>
    </div>
  );
}

function proposalOf({ path }: ReviewIssue) {
  return { id: path.slice(proposalPath.length), standing: "draft", asking: false };
}

const proposalPath = "proposals.";

/** Where the field of an issue is edited. */
function placeOf(campaignId: string, { path, packageId }: ReviewIssue): { href: string; label: string } {
  const home = `/campaigns/${campaignId}`;
  if (path.startsWith(proposalPath)) {
    const id = path.slice(proposalPath.length);
    return { href: `${home}/products#proposal-${id}`, label: "Open the proposal" };
  }
  if (path.endsWith(".creatives")) return { href: `${home}/creatives`, label: "Assign creatives" };
  if (packageId !== null && path.endsWith(".accountId")) return { href: "/agents", label: "Open agents" };
  if (packageId !== null) return { href: `${home}/packages#${packageId}`, label: "Open the package" };
  if (path === "packages") return { href: `${home}/packages`, label: "Open packages" };
  return { href: `${home}#${path}`, label: "Open the plan" };
}
