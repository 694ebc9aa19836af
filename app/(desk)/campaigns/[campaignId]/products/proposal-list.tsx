import type { RouterOutput } from "@/server/api/root";
import type { ProductSearchView } from "@/server/api/views/product-view";
import { ProposalCard } from "./proposal-card";

type ProposalListProps = {
  readonly campaign: RouterOutput["campaigns"]["get"];
  readonly search: ProductSearchView;
  readonly mayWrite: boolean;
};

/** The sellers' own plans for the brief, above the single products. */
export function ProposalList({ campaign, search, mayWrite }: ProposalListProps) {
  return search.proposals.map((proposal) => (
    <ProposalCard key={proposal.id} campaign={campaign} proposal={proposal} searchId={search.id} mayWrite={mayWrite} />
  ));
}
