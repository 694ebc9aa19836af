"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Age } from "@/app/_ui/date";
import { EmptyState } from "@/app/_ui/empty";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Section } from "@/app/_ui/section";
import { useCan } from "@/app/_ui/viewer";
import type { AccountState } from "./account-state";
import { countWords, number, secondsWords } from "./count-words";
import styles from "./media-buys.module.css";

type Scan = NonNullable<AccountState["scan"]>;
type ScanPanelProps = { readonly accountId: string; readonly sellerName: string; readonly state: AccountState };

/** Reading the account: whether it was, how far it is, why it stopped, and the way on. */
export function ScanPanel({ accountId, sellerName, state }: ScanPanelProps) {
  const trpc = useTRPC();
  const mayRead = useCan("campaign:write");
  const start = useMutation(trpc.adopt.scan.mutationOptions());
  const goOn = useMutation(trpc.adopt.resumeScan.mutationOptions());
  const stop = useMutation(trpc.adopt.cancelScan.mutationOptions());
  const refusal = refusalOf(start.error ?? goOn.error ?? stop.error);
  const { scan } = state;
  const read = (
    <BusyButton
      look={scan ? "plain" : "primary"}
      busy={start.isPending}
      busyLabel="Starting…"
      onClick={() => start.mutate({ accountId })}
    >
      {scan ? "Read again" : "Read all media buys"}
    </BusyButton>
  );
  const isBroken = scan?.state === "failed" || scan?.state === "canceled";
  return (
    <Section
      title="Read from the seller"
      actions={
        mayRead &&
        scan && (
          <>
            {scan.state === "running" && (
              <Button disabled={stop.isPending} onClick={() => stop.mutate({ scanId: scan.id })}>
                Stop
              </Button>
            )}
            {isBroken && (
              <BusyButton
                look="primary"
                busy={goOn.isPending}
                busyLabel="Starting…"
                onClick={() => goOn.mutate({ scanId: scan.id })}
              >
                Go on
              </BusyButton>
            )}
            {scan.state !== "running" && read}
          </>
        )
      }
    >
      {refusal && <Failure title="That was not done" message={refusal.message} requestId={refusal.requestId} />}
      {scan ? (
        <ScanProgress scan={scan} now={state.now} sellerName={sellerName} />
      ) : (
        <EmptyState
          title="Not read yet"
          text={`Asks ${sellerName} for every media buy of this account, page by page. Nothing is changed there.`}
          action={mayRead && read}
        />
      )}
    </Section>
  );
}

type ScanProgressProps = { readonly scan: Scan; readonly now: string; readonly sellerName: string };

function ScanProgress({ scan, now, sellerName }: ScanProgressProps) {
  const pages = countWords(scan.pages, "page");
  const found = countWords(scan.found, "media buy");
  const unreadable = scan.unreadable > 0 && (
    <p className="sm">
      {countWords(scan.unreadable, "entry", "entries")} could not be read: without an id or a status nobody can tell
      what they are.
    </p>
  );
  if (scan.state === "running") {
    return (
      <div className={styles.progress}>
        <progress
          aria-label="Media buys read"
          {...(scan.total === null ? {} : { value: scan.found, max: Math.max(1, scan.total) })}
        />
        <p>
          <span className="b num">{number(scan.found)}</span>
          {scan.total !== null && <> of {number(scan.total)}</>} found · {pages} · {secondsWords(scan.startedAt, now)}
        </p>
        {scan.failures > 0 && (
          <p className="sm dim">
            {sellerName} did not give the next page, and it is asked again: {scan.errorMessage}
          </p>
        )}
        {unreadable}
      </div>
    );
  }
  return (
    <>
      {scan.state === "failed" && (
        <Failure
          title={`Reading stopped after ${pages}; what was found until then is below`}
          code={scan.errorCode}
          message={scan.errorMessage}
        />
      )}
      <p>
        {scan.state === "canceled" && "Stopped by a person. "}
        {found} on {pages}
        {scan.finishedAt && (
          <>
            {" "}
            in {secondsWords(scan.startedAt, scan.finishedAt)}, <Age instant={scan.finishedAt} />
          </>
        )}
        .
      </p>
      {unreadable}
    </>
  );
}
