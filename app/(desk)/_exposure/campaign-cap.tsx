"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { Section } from "@/app/_ui/section";
import { useCan } from "@/app/_ui/viewer";
import { CapEditor } from "./cap-editor";
import styles from "./exposure.module.css";

/** The most that one campaign may come to spend; a plan's total is a plan, this is a wall. */
export function CampaignCap({ campaignId }: { readonly campaignId: string }) {
  const mayChange = useCan("organisation:write");
  const { data } = useQuery(useTRPC().exposure.forCampaign.queryOptions({ campaignId }));
  if (!data || (!mayChange && data.caps.length === 0)) return null;
  return (
    <div className={styles.below}>
      <Section title="Spend cap" hint="nothing is approved or sent that could pass it" flush>
        <CapEditor
          campaignId={campaignId}
          home={data.campaign.currency}
          lines={data.lines}
          caps={data.caps}
          mayChange={mayChange}
          empty=""
        />
      </Section>
    </div>
  );
}
