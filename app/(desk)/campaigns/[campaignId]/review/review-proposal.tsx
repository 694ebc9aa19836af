import { Age } from "@/app/_ui/date";
import type { ReviewSeller } from "@/server/api/views/review-view";
import { BoughtProposal } from "../../../_changes/bought-proposal";
import styles from "./review.module.css";

type ReviewProposalProps = { readonly proposal: NonNullable<ReviewSeller["proposal"]> };

/** The proposal that is bought, until when it holds and who signed for it. */
export function ReviewProposal({ proposal }: ReviewProposalProps) {
  const { name, proposalId, expiresAt, signed } = proposal;
  return (
    <p className={styles.line}>
      <BoughtProposal name={name} proposalId={proposalId} signed={signed}>
        {signed && (
          <span className="dim">
            <Age instant={signed.at} />
          </span>
        )}
        {expiresAt && (
          <span className="dim">
            ends <Age instant={expiresAt} />
          </span>
        )}
      </BoughtProposal>
    </p>
  );
}
