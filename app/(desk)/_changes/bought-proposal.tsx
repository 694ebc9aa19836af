import type { ReactNode } from "react";
import { Tag } from "@/app/_ui/tag";

type BoughtProposalProps = {
  readonly name: string;
  /** The seller's own id of it. */
  readonly proposalId: string;
  readonly signed: { readonly ioId: string; readonly signatory: string } | null;
  /** When it ends, when it was signed: what the place knows. */
  readonly children?: ReactNode;
};

/** That the seller's own proposal is bought as it stands, and who signed for its terms. */
export function BoughtProposal({ name, proposalId, signed, children }: BoughtProposalProps) {
  return (
    <>
      <Tag tone="accent" glyph="box">
        Proposal
      </Tag>
      <span>
        Bought as “{name}”, as the seller made it <span className="dim sm">{proposalId}</span>
      </span>
      {signed && (
        <span className="dim">
          insertion order {signed.ioId} signed by {signed.signatory}
        </span>
      )}
      {children}
    </>
  );
}
