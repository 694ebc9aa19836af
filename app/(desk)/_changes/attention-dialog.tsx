"use client";

import type { ChangeView } from "@/server/api/views/change-view";
import { AdoptDialog } from "./adopt-dialog";
import { AnswerDialog } from "./answer-dialog";
import { AskDialog } from "./ask-dialog";
import { LeaveDialog, MissedDialog, WithdrawDialog } from "./decide-dialogs";
import { MergeDialog } from "./merge-dialog";

export type OpenDialog = "again" | "accept" | "ask" | "leave" | "compare" | "answer" | "withdraw" | "adopt";

type DialogProps = {
  readonly change: ChangeView;
  readonly zone: string;
  readonly show: OpenDialog;
  readonly onClose: () => void;
};

/** The dialog of one of the things a person can do. */
export default function AttentionDialog({ show, ...props }: DialogProps) {
  switch (show) {
    case "again":
    case "accept":
      return <MissedDialog {...props} how={show} />;
    case "ask":
      return <AskDialog {...props} />;
    case "leave":
      return <LeaveDialog {...props} />;
    case "compare":
      return <MergeDialog {...props} />;
    case "answer":
      return <AnswerDialog {...props} />;
    case "withdraw":
      return <WithdrawDialog {...props} />;
    case "adopt":
      return <AdoptDialog {...props} />;
  }
}
