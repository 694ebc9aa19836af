"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { EmptyState } from "@/app/_ui/empty";
import { useCan } from "@/app/_ui/viewer";
import { AnswerStrip } from "./answer-strip";
import { AskPanel } from "./ask-panel";
import { ProductTable } from "./product-table";
import styles from "./products.module.css";
import { ProposalList } from "./proposal-list";
import { RefinementNotes } from "./refinement-notes";
import { useFollowedSearch } from "./use-followed-search";

/** Ask the sellers, watch them answer, choose from one table over all of them. */
export function ProductDesk({ campaignId }: { readonly campaignId: string }) {
  const { data: campaign } = useSuspenseQuery(useTRPC().campaigns.get.queryOptions({ campaignId }));
  const { agents, search } = useFollowedSearch(campaignId);
  const mayWrite = useCan("campaign:write");
  return (
    <div className={styles.desk}>
      <AskPanel campaign={campaign} agents={agents} search={search} />
      {search && <AnswerStrip search={search} mayAsk={mayWrite} />}
      {search && <RefinementNotes search={search} />}
      {search && <ProposalList campaign={campaign} search={search} mayWrite={mayWrite} />}
      {search ? (
        <ProductTable
          key={search.rootId}
          campaign={campaign}
          search={search}
          mayAdd={mayWrite && campaign.editable}
          mayRefine={mayWrite}
        />
      ) : (
        <div className={styles.card} data-panel="">
          <EmptyState
            title="No products yet"
            text="Every chosen seller reads the brief and answers with what it would sell you; you see each answer as it lands."
          />
        </div>
      )}
    </div>
  );
}
