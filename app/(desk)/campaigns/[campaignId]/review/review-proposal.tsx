import { Age, When } from "@/app/_ui/date";
import { Tag } from "@/app/_ui/tag";
import type { ReviewSeller } from "@/server/api/views/review-view";
import styles from "./review.module.css";

type ReviewProposalProps = { readonly proposal: NonNullable<ReviewSeller["proposal"]>; readonly zone: string };

/** That the seller's own proposal is bought as it stands, until when it holds and who signed for it. */
export function ReviewProposal({ proposal, zone }: ReviewProposalProps) {
  const { name, proposalId, expiresAt, signed } = proposal;
  return (
    <p className={styles.line}>
      <Tag tone="accent" glyph="box">
        Proposal
      </Tag>
      <span>
        Bought as “{name}”, as the seller made it <span className="dim sm">{proposalId}</span>
      </span>
      {expiresAt && (
        <span className="dim">
          ends <Age instant={expiresAt} />
        </span>
      )}
      {signed && (
        <span className="dim">
          insertion order {signed.ioId} signed by {signed.signatory}, <When instant={signed.at} zone={zone} hideZone />
        </span>
      )}
    </p>
  );
}
