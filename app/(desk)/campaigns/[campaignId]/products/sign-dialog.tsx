"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { When } from "@/app/_ui/date";
import { Dialog, DialogButtons } from "@/app/_ui/dialog";
import { Facts } from "@/app/_ui/facts";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { notify } from "@/app/_ui/notify";
import { TextInput } from "@/app/_ui/text-input";
import { useCan, useViewer } from "@/app/_ui/viewer";
import type { ProposalView } from "@/server/api/views/proposal-view";
import type { InsertionOrder } from "@/server/domain/media-buy/proposal";
import { percentWords } from "@/server/domain/proposal/plan-proposal";
import styles from "./proposals.module.css";

type SignDialogProps = { readonly proposal: ProposalView; readonly onClose: () => void };

/** The insertion order in full, as it is signed; who may approve spend signs it with their own name. */
export default function SignDialog({ proposal, onClose }: SignDialogProps) {
  const { insertionOrder: order, signature, standing } = proposal;
  const maySign = useCan("change:approve");
  const firm = standing === "committed" || standing === "ready";
  if (order === null) return null;
  return (
    <Dialog open onClose={onClose} title={`Insertion order ${order.ioId}`} width="640px">
      <div className={styles.terms}>
        <Terms order={order} proposal={proposal} />
        {signature.state === "signed" && <Signed signature={signature} />}
        {maySign && firm && ["missing", "void"].includes(signature.state) ? (
          <Sign proposal={proposal} order={order} onClose={onClose} />
        ) : (
          <DialogButtons>
            <Button onClick={onClose}>Close</Button>
          </DialogButtons>
        )}
      </div>
    </Dialog>
  );
}

/** All of it is the seller's text. */
function Terms({ order, proposal }: { readonly order: InsertionOrder; readonly proposal: ProposalView }) {
  const { terms, termsUrl, signingUrl } = order;
  const shares = proposal.lines.map(
    ({ productName, percentMicros }) => [productName, percentWords(percentMicros)] as const,
  );
  const said = terms.map(({ name, value }) => [name.replaceAll("_", " "), value] as const);
  return (
    <>
      <div className={styles.termList}>
        <Facts items={[...said, ...shares]} />
      </div>
      {(termsUrl || signingUrl) && (
        <p className={styles.links}>
          {termsUrl && (
            <a href={termsUrl} target="_blank" rel="noopener noreferrer">
              Open the full terms at the seller
            </a>
          )}
          {signingUrl && (
            <a href={signingUrl} target="_blank" rel="noopener noreferrer">
              Open the seller’s signing service
            </a>
          )}
        </p>
      )}
    </>
  );
}

function Signed({ signature }: Pick<ProposalView, "signature">) {
  const { timeZone } = useViewer();
  return (
    <p>
      Signed by <b>{signature.signatory}</b>
      {signature.at && (
        <>
          , <When instant={signature.at} zone={timeZone} />
        </>
      )}
    </p>
  );
}

type SignProps = SignDialogProps & { readonly order: InsertionOrder };

function Sign({ proposal, order, onClose }: SignProps) {
  const viewer = useViewer();
  const [signatory, setSignatory] = useState("");
  const [signatureId, setSignatureId] = useState("");
  const sign = useMutation(
    useTRPC().proposals.sign.mutationOptions({
      onSuccess: () => {
        notify({ title: "Signed", text: `The insertion order ${order.ioId} goes with the order.` });
        onClose();
      },
    }),
  );
  const refusal = refusalOf(sign.error);
  const { id: proposalId, termsHash, signature } = proposal;
  const submit = () =>
    sign.mutate({ proposalId, termsHash: termsHash ?? "", signatory, signatureId: signatureId.trim() || null });
  return (
    <form
      className={styles.terms}
      onSubmit={(event) => {
        event.preventDefault();
        if (signatory.trim() !== "") submit();
      }}
    >
      {signature.state === "void" && (
        <p className={styles.short}>The terms have changed since {signature.signatory} signed them.</p>
      )}
      <TextInput
        label="Type your name to sign"
        description={`As it is on your account: ${viewer.name}. Whoever signs cannot send the campaign as well.`}
        autoComplete="off"
        maxLength={250}
        value={signatory}
        onChange={(event) => setSignatory(event.currentTarget.value)}
      />
      {order.signingUrl && (
        <TextInput
          label="Reference of the signature there"
          maxLength={200}
          value={signatureId}
          onChange={(event) => setSignatureId(event.currentTarget.value)}
        />
      )}
      {refusal && <Failure title="It was not signed" message={refusal.message} requestId={refusal.requestId} />}
      <DialogButtons>
        <Button onClick={onClose}>Close</Button>
        <BusyButton
          type="submit"
          look="primary"
          busy={sign.isPending}
          busyLabel="Signing…"
          disabled={signatory.trim() === ""}
        >
          Sign
        </BusyButton>
      </DialogButtons>
    </form>
  );
}
