"use client";

import { useSubscription } from "@trpc/tanstack-react-query";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { EmptyState } from "@/app/_ui/empty";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { PageHead } from "@/app/_ui/page-head";
import { Section } from "@/app/_ui/section";
import { useCan } from "@/app/_ui/viewer";
import { Diagnosis, type Result } from "./diagnosis";

/** Our rows beside the sellers' books, on demand: nothing is changed, and nothing is asked before somebody presses. */
export function Examination() {
  const mayExamine = useCan("organisation:write");
  const { start, running, words, result, failed } = useExamination();
  const action = (
    <BusyButton look="primary" busy={running} busyLabel="Examining…" onClick={start}>
      {result ? "Examine again" : "Examine"}
    </BusyButton>
  );
  return (
    <>
      <PageHead
        title="Doctor"
        crumbs={[{ label: "Activity", href: "/activity" }]}
        note="Flightdeck's record beside the sellers' books"
        actions={mayExamine && action}
      />
      {!mayExamine && (
        <EmptyState title="For administrators" text="Only an administrator may have every seller asked at once." />
      )}
      {failed && <Failure title="The examination did not finish" {...failed} retry={start} />}
      <p role="status" className="dim">
        {running && words}
      </p>
      {result && <Diagnosis result={result} />}
      {mayExamine && !result && !running && !failed && (
        <Section title="Not examined yet">
          <EmptyState
            title="Eight rules are checked"
            text="Every seller is asked for all of its media buys, and each is compared with what is recorded here. It takes a moment and changes nothing."
          />
        </Section>
      )}
    </>
  );
}

function useExamination() {
  const trpc = useTRPC();
  const [running, setRunning] = useState(false);
  const [words, setWords] = useState("");
  const [result, setResult] = useState<Result | null>(null);
  const [failed, setFailed] = useState<{ message: string | null; requestId: string | null } | null>(null);
  useSubscription(
    trpc.doctor.examine.subscriptionOptions(undefined, {
      enabled: running,
      onData: (examined) => {
        if (examined.step === "done") {
          setResult(examined);
          setRunning(false);
        } else if (examined.step === "reading")
          setWords(`Reading the books: ${examined.read} of ${examined.of} accounts`);
        else setWords("Comparing them with what is recorded here");
      },
      onError: (error) => {
        const refusal = refusalOf(error);
        setFailed({ message: refusal?.message ?? null, requestId: refusal?.requestId ?? null });
        setRunning(false);
      },
    }),
  );
  const start = () => {
    setFailed(null);
    setWords("Reading the books");
    setRunning(true);
  };
  return { start, running, words, result, failed };
}
