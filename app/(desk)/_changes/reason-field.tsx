import { Textarea } from "@/app/_ui/textarea";

type ReasonFieldProps = {
  readonly reason: string;
  readonly onReason: (reason: string) => void;
  readonly error?: string | undefined;
  /** Nobody has to approve it. */
  readonly needsNobody?: boolean;
};

/** Why a change is asked for; it stays with the change. */
export function ReasonField({ reason, onReason, error, needsNobody = false }: ReasonFieldProps) {
  return (
    <Textarea
      label="Reason"
      description={
        needsNobody ? "Goes into the record" : "Goes into the record, and to the approver when one is needed"
      }
      maxLength={1000}
      rows={2}
      value={reason}
      error={error}
      onChange={(event) => onReason(event.currentTarget.value)}
    />
  );
}
