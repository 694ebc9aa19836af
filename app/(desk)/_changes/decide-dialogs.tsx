"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { ConfirmDialog } from "@/app/_ui/confirm-dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { notify } from "@/app/_ui/notify";
import type { ChangeView } from "@/server/api/views/change-view";
import { MissedFields } from "./missed-fields";

type DecideProps = { readonly change: ChangeView; readonly zone: string; readonly onClose: () => void };

const ways = {
  again: {
    title: (seller: string) => `Ask ${seller} again?`,
    action: { label: "Send again", busyLabel: "Sending…" },
    says: "A new change is made from the values as they are now, and read back like any other.",
    failed: "It was not sent",
    done: "Sent again",
  },
  accept: {
    title: (seller: string) => `Accept what ${seller} shows?`,
    action: { label: "Accept the seller’s value", busyLabel: "Accepting…" },
    says: "Nothing is sent. Our record takes the seller’s values, with your name on it.",
    failed: "It was not accepted",
    done: "Accepted",
  },
} as const;

/** Ask again for what was not done, or take what the seller shows; field by field what that means. */
export function MissedDialog({ change, zone, how, onClose }: DecideProps & { readonly how: "again" | "accept" }) {
  const way = ways[how];
  const resolve = useResolve(onClose, way.done);
  const refusal = refusalOf(resolve.error);
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={way.title(change.salesAgent.name)}
      action={way.action}
      busy={resolve.isPending}
      reason={{ label: "Note, for the record", optional: true }}
      onConfirm={(note) => resolve.mutate({ changeId: change.id, how, note })}
    >
      <MissedFields change={change} zone={zone} />
      <p className="dim">{way.says}</p>
      {refusal && <Failure title={way.failed} message={refusal.message} requestId={refusal.requestId} />}
    </ConfirmDialog>
  );
}

/** Does nothing about it; it leaves the inbox, with the reason. */
export function LeaveDialog({ change, onClose }: DecideProps) {
  const resolve = useResolve(onClose, "Left as it is");
  const refusal = refusalOf(resolve.error);
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title="Leave it as it is?"
      action={{ label: "Leave it", busyLabel: "Leaving…" }}
      busy={resolve.isPending}
      reason={{ label: "Why, for the record", optional: true }}
      onConfirm={(note) => resolve.mutate({ changeId: change.id, how: "leave", note })}
    >
      <p>Nothing is sent. It leaves the inbox and stays in the history.</p>
      {refusal && <Failure title="It is still there" message={refusal.message} requestId={refusal.requestId} />}
    </ConfirmDialog>
  );
}

/** Ends a request that the seller asks about. */
export function WithdrawDialog({ change, onClose }: DecideProps) {
  const withdraw = useMutation(
    useTRPC().inbox.withdraw.mutationOptions({
      onSuccess: () => {
        notify({ title: "Withdrawn", text: "Nothing more is sent. If the seller completes it anyway, you are told." });
        onClose();
      },
    }),
  );
  const refusal = refusalOf(withdraw.error);
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={`Withdraw the request to ${change.salesAgent.name}?`}
      action={{ label: "Withdraw", busyLabel: "Withdrawing…", look: "stop" }}
      busy={withdraw.isPending}
      reason={{ label: "Why, for the record" }}
      onConfirm={(note) => withdraw.mutate({ changeId: change.id, note })}
    >
      <p>
        Nothing more is sent. AdCP has no message that takes a question back, so the seller may still complete it: then
        it shows here again.
      </p>
      {refusal && <Failure title="It was not withdrawn" message={refusal.message} requestId={refusal.requestId} />}
    </ConfirmDialog>
  );
}

function useResolve(onClose: () => void, done: string) {
  return useMutation(
    useTRPC().inbox.resolve.mutationOptions({
      onSuccess: () => {
        notify({ title: done });
        onClose();
      },
    }),
  );
}
