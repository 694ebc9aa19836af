import { Failure } from "@/app/_ui/failure";
import { Notice } from "@/app/_ui/notice";
import type { ChangeView, SellerErrorView } from "@/server/api/views/change-view";
import { isHeldBack } from "@/server/domain/change/stale-edit";
import styles from "./attention.module.css";

/** What we found when we looked for it there. */
const findings: Readonly<Record<string, string | undefined>> = {
  AMBIGUOUS_MATCH: "has more than one media buy that could be this one: pick the one it is",
  NOT_AT_SELLER: "does not show it",
  OVERDUE: "accepted it and does not show all of it yet: ask what it waits for",
};

/** What stands in the way, in the seller's own words, with its code and what can be done about it. */
export function SellerError({ change }: { readonly change: ChangeView }) {
  const { error, salesAgent, resolution, state } = change;
  if (!error || resolution?.kind === "answered") return null;
  if (["unknown", "input_required", "verifying"].includes(state)) return <OpenQuestion change={change} error={error} />;
  return (
    <Failure
      title={isHeldBack(error.code) ? "It was not sent" : `${salesAgent.name} did not accept it`}
      code={error.code}
      message={error.message}
      suggestion={<Suggestion error={error} />}
    />
  );
}

type ErrorProps = { readonly error: SellerErrorView };

/** It is not over: the seller asks, or nobody knows yet. */
function OpenQuestion({ change: { salesAgent, state }, error }: ErrorProps & { readonly change: ChangeView }) {
  const asks = state === "input_required";
  const found = asks ? undefined : findings[error.code];
  const word = error.code === "OVERDUE" ? "Overdue" : "Unknown";
  if (found) return <Notice tone="wait" word={word} glyph="clock" title={`${salesAgent.name} ${found}`} />;
  return (
    <Notice
      tone="wait"
      word={asks ? "Asks" : "Unknown"}
      glyph={asks ? "question" : "clock"}
      title={asks ? `${salesAgent.name} asks for input` : `${salesAgent.name} gave no clear answer`}
    >
      <blockquote className={styles.words}>{error.message}</blockquote>
      {!asks && (
        <p>
          <Suggestion error={error} />
        </p>
      )}
      <p className="sm">Code {error.code}</p>
    </Notice>
  );
}

function Suggestion({ error }: ErrorProps) {
  return (
    <>
      {error.advice}
      {error.suggestion && <> The seller suggests: {error.suggestion}</>}
    </>
  );
}
