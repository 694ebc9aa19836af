import { Failure } from "@/app/_ui/failure";
import { Notice } from "@/app/_ui/notice";
import type { ChangeView } from "@/server/api/views/change-view";
import styles from "./attention.module.css";

/** What stands in the way, in the seller's own words, with its code and what can be done about it. */
export function SellerError({ change }: { readonly change: ChangeView }) {
  const { error, salesAgent, resolution, state } = change;
  if (!error || resolution?.kind === "answered") return null;
  const suggestion = (
    <>
      {error.advice}
      {error.suggestion && <> The seller suggests: {error.suggestion}</>}
    </>
  );
  if (state === "unknown" || state === "input_required") {
    const asks = state === "input_required";
    return (
      <Notice
        tone="wait"
        word={asks ? "Asks" : "Unknown"}
        glyph={asks ? "question" : "clock"}
        title={asks ? `${salesAgent.name} asks for input` : `${salesAgent.name} gave no clear answer`}
      >
        <blockquote className={styles.words}>{error.message}</blockquote>
        {!asks && <p>{suggestion}</p>}
        <p className="sm">Code {error.code}</p>
      </Notice>
    );
  }
  return (
    <Failure
      title={`${salesAgent.name} did not accept it`}
      code={error.code}
      message={error.message}
      suggestion={suggestion}
    />
  );
}
