"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/app/_trpc/client";
import { Notice } from "@/app/_ui/notice";
import { PageHead } from "@/app/_ui/page-head";
import { Section } from "@/app/_ui/section";
import { useCan } from "@/app/_ui/viewer";
import { CapEditor } from "../_exposure/cap-editor";
import styles from "../_exposure/exposure.module.css";
import { LimitHistory } from "../_exposure/limit-history";
import { ApprovalLimit } from "./approval-limit";
import { SigningKeys } from "./signing-keys";
import { TranscriptDays } from "./transcript-days";

/** What the organisation may come to spend, per currency, and how much goes out without a second pair of eyes. */
export function SpendSettings() {
  const { data } = useSuspenseQuery(useTRPC().exposure.organisation.queryOptions());
  const mayChange = useCan("organisation:write");
  const seesMembers = useCan("member:read");
  return (
    <div className={styles.page}>
      <PageHead
        title="Settings"
        note={`Money of ${data.name}, and the keys that sign its requests`}
        actions={seesMembers ? <Link href="/settings/members">Members</Link> : undefined}
      />
      {!mayChange && <Notice tone="plain" word="Read only" glyph="lock" title="An administrator changes these." />}
      <Section title="Organisation caps" hint="nothing is approved or sent that could pass them" flush>
        <CapEditor
          campaignId={null}
          home={data.currency}
          lines={data.lines}
          caps={data.caps}
          mayChange={mayChange}
          empty="No cap: the plans and the approvers alone decide"
        />
      </Section>
      <Section title="Approval limit" hint="edits that add more wait for an approver">
        <ApprovalLimit settings={data} mayChange={mayChange} />
      </Section>
      {data.campaignCaps.length > 0 && (
        <Section title="Caps of campaigns" hint="set on the plan of each" flush>
          {data.campaignCaps.map((cap) => (
            <div key={`${cap.campaign?.id} ${cap.currency}`}>
              <p className={styles.capOwner}>
                <Link href={`/campaigns/${cap.campaign?.id}`}>{cap.campaign?.name}</Link>
              </p>
              <CapEditor
                campaignId={cap.campaign?.id ?? ""}
                home={cap.currency}
                lines={cap.lines}
                caps={[cap]}
                mayChange={mayChange}
                empty=""
              />
            </div>
          ))}
        </Section>
      )}
      <SigningKeys mayChange={mayChange} />
      <TranscriptDays mayChange={mayChange} />
      <LimitHistory history={data.history} />
    </div>
  );
}
