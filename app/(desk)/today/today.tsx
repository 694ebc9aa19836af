"use client";

import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty";
import { type Kpi, Kpis } from "@/app/_ui/kpis";
import { Amount } from "@/app/_ui/money";
import { OrderNote } from "@/app/_ui/order-note";
import { PageHead } from "@/app/_ui/page-head";
import { Strips } from "@/app/_ui/strip";
import { useHeldRows } from "@/app/_ui/use-held-rows";
import { useViewer } from "@/app/_ui/viewer";
import type { RunningBuyView } from "@/server/api/views/delivery-view";
import { minorDigits } from "@/server/domain/money";
import { StartCampaign } from "../campaigns/start-campaign";
import { InboxStrip } from "./inbox-strip";
import { byRisk, totalsByCurrency } from "./risk";
import { TodayStrip } from "./today-strip";

/** Home: what runs, money at risk first, and who everything waits on. */
export function Today() {
  const trpc = useTRPC();
  const { timeZone } = useViewer();
  const running = useSuspenseQuery(trpc.delivery.running.queryOptions(undefined, { refetchInterval: 10_000 }));
  const buys = running.data;
  const { shown, hasMoved, refresh } = useHeldRows({ data: byRisk(buys), isFetching: running.isFetching });
  // Not awaited on the server: the rail asks for the same number first, and one that is under way cannot be handed over.
  const { data: waiting } = useQuery(trpc.changeSets.waitingCount.queryOptions(undefined, { refetchInterval: 10_000 }));
  return (
    <>
      <PageHead
        title="Today"
        note={`Money at risk first · ${timeZone}`}
        actions={<OrderNote hasMoved={hasMoved} onRefresh={refresh} />}
      />
      <Kpis items={kpis(buys, waiting ?? null)} />
      <InboxStrip />
      {shown.length === 0 ? (
        <NothingRuns />
      ) : (
        <Strips
          label="Media buys, money at risk first"
          columns="minmax(190px, 1.7fr) 172px minmax(180px, 1fr) 140px minmax(180px, 1.6fr) 104px"
        >
          {shown.map(({ row, isGone }) => (
            <TodayStrip key={row.id} buy={row} isGone={isGone} />
          ))}
        </Strips>
      )}
    </>
  );
}

function NothingRuns() {
  return (
    <EmptyState
      title="Nothing runs yet"
      text="A campaign becomes one media buy per seller. They show here once a plan has been sent."
      action={
        <>
          <StartCampaign />{" "}
          <Button component={Link} href="/campaigns">
            See the campaigns
          </Button>
        </>
      }
    />
  );
}

/** A projection is never more exact than the smallest coin. */
function wholeMinor(micros: bigint, currency: string): bigint {
  return micros - (micros % 10n ** BigInt(6 - minorDigits(currency)));
}

function kpis(buys: readonly RunningBuyView[], waiting: number | null): Kpi[] {
  const real = buys.filter((buy) => !buy.sandbox);
  const counted = real.length > 0 ? real : buys;
  const note = real.length === 0 && buys.length > 0 ? "sandbox only" : undefined;
  const money = totalsByCurrency(counted);
  const amounts = (pick: (total: (typeof money)[number]) => bigint) =>
    money.length === 0
      ? "–"
      : money.map((total) => (
          <div key={total.currency}>
            <Amount micros={pick(total)} currency={total.currency} />
          </div>
        ));
  const onSellers = buys.filter((buy) => buy.blockedBy?.owner === "seller").length;
  return [
    {
      label: "In flight",
      value: amounts((total) => total.totalMicros),
      note: [`${counted.length} media buys`, note].filter(Boolean).join(", "),
    },
    { label: "Spent", value: amounts((total) => total.spendMicros), note: "as the sellers report" },
    {
      label: "Under plan by the end",
      value: amounts(({ underMicros, currency }) => wholeMinor(underMicros, currency)),
      note: "if the pace stays",
      tone: money.some((total) => total.underMicros > 0n) ? "wait" : undefined,
    },
    {
      label: "Waiting for approval",
      value: waiting === null ? "…" : String(waiting),
      note: <Link href="/approvals">open the queue</Link>,
    },
    { label: "Waiting on sellers", value: String(onSellers), note: "reviews under way" },
  ];
}
