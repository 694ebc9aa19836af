"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { type ReactNode, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { DataTable } from "@/app/_ui/data-table";
import { EmptyState } from "@/app/_ui/empty";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { PageHead } from "@/app/_ui/page-head";
import { useCan } from "@/app/_ui/viewer";
import { AddCreativeDialog } from "./add-creative-dialog";
import { AskSellers } from "./ask-sellers";
import { creativeColumns } from "./creative-columns";
import { CreativeDrawer } from "./creative-drawer";
import { CreativeFilter, type CreativeFilterValue, noFilter } from "./creative-filter";
import styles from "./creatives.module.css";
import { isMoving } from "./is-moving";
import { SendDialog } from "./send-dialog";

/** Every creative of the organisation and where it stands at each seller. */
export function CreativeLibrary() {
  const [filter, setFilter] = useState<CreativeFilterValue>(noFilter);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [dialog, setDialog] = useState<"add" | "send" | null>(null);
  const mayWrite = useCan("creative:write");
  const library = useLibrary(filter);
  const opened = useOpened();
  const refusal = refusalOf(library.query.error);
  const add = mayWrite ? (
    <Button variant="filled" onClick={() => setDialog("add")}>
      Add a creative
    </Button>
  ) : undefined;
  const actions = mayWrite ? (
    <>
      <AskSellers />
      {add}
    </>
  ) : undefined;
  const columns = creativeColumns({
    salesAgents: library.salesAgents,
    selection: mayWrite && !filter.archived ? { chosen, onToggle: (id) => setChosen(toggled(chosen, id)) } : null,
    onOpen: opened.open,
  });
  return (
    <>
      <PageHead title="Creatives" note="One library; each seller reviews its own copy" actions={actions} />
      <CreativeFilter filter={filter} onFilter={setFilter} salesAgents={library.salesAgents} />
      {refusal && (
        <Failure
          title="The library could not be loaded"
          message={refusal.message}
          retry={() => library.query.refetch()}
          requestId={refusal.requestId}
        />
      )}
      <DataTable
        caption="Creatives"
        columns={columns}
        rows={library.rows}
        rowKey={(creative) => creative.id}
        isSelected={(creative) => chosen.has(creative.id)}
        empty={
          <NoCreatives
            filtered={Object.values(filter).some(Boolean)}
            onClear={() => setFilter(noFilter)}
            action={add}
          />
        }
      />
      {library.query.hasNextPage && (
        <p style={{ marginTop: 12 }}>
          <Button disabled={library.query.isFetchingNextPage} onClick={() => library.query.fetchNextPage()}>
            {library.query.isFetchingNextPage ? "Loading more…" : "Show more"}
          </Button>
        </p>
      )}
      {chosen.size > 0 && (
        <section className={styles.selection} aria-label="Chosen creatives">
          <span className="b">{chosen.size} chosen</span>
          <Button onClick={() => setChosen(new Set())}>Clear</Button>
          <Button variant="filled" onClick={() => setDialog("send")}>
            Send to sellers
          </Button>
        </section>
      )}
      <AddCreativeDialog open={dialog === "add"} onClose={() => setDialog(null)} onAdded={opened.open} />
      <SendDialog
        open={dialog === "send"}
        onClose={() => {
          setDialog(null);
          setChosen(new Set());
        }}
        creativeIds={[...chosen]}
        salesAgents={library.salesAgents}
      />
      <CreativeDrawer creativeId={opened.id} onClose={opened.close} />
    </>
  );
}

/** Followed closely while a seller is deciding, else at ease. */
function useLibrary({ archived, kind, salesAgentId, state, text }: CreativeFilterValue) {
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.creatives.list.infiniteQueryOptions(
      { archived, kind, salesAgentId, state, text },
      {
        getNextPageParam: (page) => page.nextCursor,
        placeholderData: (previous) => previous,
        refetchInterval: ({ state: { data } }) =>
          data?.pages.some((page) => page.rows.some(isMoving)) === true ? 2_000 : 20_000,
      },
    ),
  );
  const rows = query.data?.pages.flatMap((page) => page.rows);
  return { query, rows, salesAgents: query.data?.pages[0]?.salesAgents ?? [] };
}

/** Which creative is open is in the address: it survives a reload and can be sent to a colleague. */
function useOpened() {
  const router = useRouter();
  const id = useSearchParams().get("creative");
  return {
    id,
    open: (next: string) => router.replace(`/creatives?creative=${next}`, { scroll: false }),
    close: () => router.replace("/creatives", { scroll: false }),
  };
}

function toggled(chosen: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return next;
}

type NoCreativesProps = {
  readonly filtered: boolean;
  readonly onClear: () => void;
  readonly action: ReactNode;
};

function NoCreatives({ filtered, onClear, action }: NoCreativesProps) {
  if (filtered) {
    return (
      <EmptyState
        title="Nothing matches"
        text="No creative fits this filter."
        action={<Button onClick={onClear}>Clear the filter</Button>}
      />
    );
  }
  return (
    <EmptyState
      title="No creatives yet"
      text="Add images and videos by upload or by address; then send them to sellers and put them on packages."
      action={action}
    />
  );
}
