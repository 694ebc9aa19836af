"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Suspense } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { Age } from "@/app/_ui/date";
import { EmptyState } from "@/app/_ui/empty";
import { Notice } from "@/app/_ui/notice";
import type { ReviewView } from "@/server/api/views/review-view";
import { CapSection } from "../../../_exposure/cap-checks";
import { IssueList } from "./issue-list";
import styles from "./review.module.css";
import { ReviewTotals } from "./review-totals";
import { SellerReview } from "./seller-review";
import { SendForApproval } from "./send-for-approval";
import { SentCampaign } from "./sent-campaign";

/** Before it is sent: what each seller will get. After: where each of them is. */
export function CampaignReview({ campaignId }: { readonly campaignId: string }) {
  const { data: review } = useSuspenseQuery(useTRPC().changeSets.review.queryOptions({ campaignId }));
  const { campaign, changeSet } = review;
  if (campaign.state !== "draft" && changeSet) {
    return (
      <Suspense fallback={<p className="dim">Reading where it is…</p>}>
        <SentCampaign changeSetId={changeSet.id} />
      </Suspense>
    );
  }
  return <Draft review={review} />;
}

function Draft({ review }: { readonly review: ReviewView }) {
  const { campaign, sellers, issues, lastRejection } = review;
  const home = `/campaigns/${campaign.id}`;
  const blocking = issues.filter((issue) => issue.level === "blocking");
  return (
    <div className={styles.page}>
      {lastRejection && (
        <Notice tone="stop" word="Rejected" glyph="cross" title={`${lastRejection.by} sent it back`}>
          <blockquote className={styles.words}>{lastRejection.reason}</blockquote>
          <p className="sm">
            <Age instant={lastRejection.at} /> · nothing was sent to a seller; change the plan and send it again
          </p>
        </Notice>
      )}
      {blocking.length > 0 && <IssueList campaignId={campaign.id} issues={blocking} sellers={sellers} />}
      {sellers.length === 0 ? (
        <EmptyState
          title="Nothing to review yet"
          text="Choose products and make packages of them; each seller's order appears here as it will be sent."
          action={
            <Button component={Link} href={`${home}/products`} variant="filled">
              Find products
            </Button>
          }
        />
      ) : (
        <>
          <ReviewTotals review={review} />
          <CapSection checks={review.capChecks} title="Once it is approved, at worst" />
          {sellers.map((seller) => (
            <SellerReview key={seller.key} seller={seller} campaign={campaign} />
          ))}
        </>
      )}
      <SendForApproval review={review} />
    </div>
  );
}
