import { notify } from "@/app/_ui/notify";
import { askUndo } from "./undo-asked";

const undoMinutes = 10;

type Outcome = { readonly changeSetId: string; readonly state: string };

/** Says honestly whether a change is on its way or waits for an approver; what is on its way can be undone from the note. */
export function notifyStaged({ changeSetId, state }: Outcome, sending = "Sending"): void {
  if (state === "in_review") {
    notify({ title: "Waits for an approver", text: "Nothing is sent until it is approved." });
    return;
  }
  notify({
    title: sending,
    text: "The page says what the seller shows once it is read back.",
    action: { label: "Undo", minutes: undoMinutes, press: () => askUndo(changeSetId) },
  });
}
