"use client";

import { useDeferredValue, useState } from "react";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty";
import { Notice } from "@/app/_ui/notice";
import { PageHead } from "@/app/_ui/page-head";
import { useCan, useViewer } from "@/app/_ui/viewer";
import { Exchanges, type ExchangesOf } from "../_transcript/exchanges";
import { TranscriptFilter } from "./transcript-filter";

type TranscriptLogProps = {
  readonly changeId: string | null;
  readonly mediaBuyId: string | null;
  readonly campaignId: string | null;
  readonly salesAgentId: string | null;
};

const noFilter: ExchangesOf = { text: "" };

/** What went between us and the sellers, newest first: every request of ours and every webhook of theirs. */
export function TranscriptLog(asked: TranscriptLogProps) {
  const { timeZone } = useViewer();
  const mayRead = useCan("transcript:read");
  const [filter, setFilter] = useState<ExchangesOf>({ ...noFilter, ...asked });
  const shown = useDeferredValue(filter);
  const isFiltered = Object.values(filter).some((value) => value !== null && value !== "");
  return (
    <>
      <PageHead title="Transcript" note={`Every exchange with a seller, without its secrets. Times in ${timeZone}`} />
      {mayRead ? (
        <>
          <TranscriptFilter filter={filter} onFilter={setFilter} />
          <Exchanges
            caption="Exchanges with sellers, newest first"
            of={shown}
            empty={
              <EmptyState
                title={isFiltered ? "Nothing matches" : "Nothing has been exchanged yet"}
                text={
                  isFiltered
                    ? "Change or clear the filter. Exchanges are kept for as many days as the settings say."
                    : "Each request to a seller and each webhook of one is kept here, with what it was for."
                }
                action={isFiltered ? <Button onClick={() => setFilter(noFilter)}>Clear the filter</Button> : undefined}
              />
            }
          />
        </>
      ) : (
        <Notice tone="plain" word="Closed" glyph="lock" title="Your role does not read what went over the wire." />
      )}
    </>
  );
}
