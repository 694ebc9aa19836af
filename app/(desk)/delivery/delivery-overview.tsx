"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { type Column, DataTable } from "@/app/_ui/data-table";
import { Age } from "@/app/_ui/date";
import { EmptyState } from "@/app/_ui/empty";
import { FlightBar } from "@/app/_ui/flight-bar";
import { Amount } from "@/app/_ui/money";
import { PageHead } from "@/app/_ui/page-head";
import { Section } from "@/app/_ui/section";
import { Chip } from "@/app/_ui/tag";
import type { RunningBuyView } from "@/server/api/views/delivery-view";
import { BuyStatus } from "../media-buys/buy-status";
import styles from "./delivery.module.css";
import { paceNote } from "./pace-note";

const SpendChart = dynamic(() => import("./spend-chart").then((module) => module.SpendChart), {
  ssr: false,
  loading: () => <p className={`dim ${styles.waiting}`}>Loading the chart…</p>,
});

/** Impressions and spend of everything that runs, against plan, with the age of the numbers. */
export function DeliveryOverview() {
  const trpc = useTRPC();
  const { data } = useSuspenseQuery(trpc.delivery.running.queryOptions(undefined, { refetchInterval: 15_000 }));
  const buys = data.filter((buy) => buy.deliveryAt !== null);
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = buys.find((buy) => buy.id === chosen) ?? buys[0];
  return (
    <>
      <PageHead title="Delivery" note="As the sellers report it; not billing" />
      <div style={{ display: "grid", gap: 16 }}>
        <DataTable
          caption="Running media buys with delivery"
          columns={columnsWith(shown?.id ?? null, setChosen)}
          rows={buys}
          rowKey={(buy) => buy.id}
          isSelected={(buy) => buy.id === shown?.id}
          empty={
            <EmptyState
              title="Nothing is delivering yet"
              text="Once a media buy runs, its impressions and spend are read from the seller on a schedule."
            />
          }
        />
        {shown && (
          <Section
            title={`Spend against plan: ${shown.name}`}
            hint={
              shown.deliveryAt && (
                <>
                  read <Age instant={shown.deliveryAt} />
                </>
              )
            }
          >
            <SpendChart mediaBuyId={shown.id} />
          </Section>
        )}
      </div>
    </>
  );
}

function columnsWith(chosen: string | null, onChoose: (id: string) => void): readonly Column<RunningBuyView>[] {
  return [
    {
      key: "name",
      header: "Media buy",
      isRowHeader: true,
      cell: (buy) => (
        <>
          <Link href={`/media-buys/${buy.id}`} className="b">
            {buy.name}
          </Link>{" "}
          {buy.sandbox && <Chip>Sandbox</Chip>}
          <div className="sm dim">{buy.salesAgent.name}</div>
        </>
      ),
    },
    { key: "status", header: "Status", cell: (buy) => <BuyStatus buy={buy} /> },
    {
      key: "pace",
      header: "Flight and spend",
      width: "220px",
      cell: (buy) =>
        buy.pace ? (
          <FlightBar
            spent={buy.pace.spentShare}
            plan={buy.pace.plannedShare}
            pace={buy.status === "PAUSED" ? "off" : buy.pace.verdict}
            note={paceNote(buy.pace)}
          />
        ) : (
          "–"
        ),
    },
    { key: "impressions", header: "Impressions", align: "end", cell: (buy) => buy.impressions.toLocaleString("en-US") },
    {
      key: "spent",
      header: "Spent",
      align: "end",
      cell: (buy) => <Amount micros={buy.spendMicros} currency={buy.currency} />,
    },
    {
      key: "budget",
      header: "Budget",
      align: "end",
      cell: (buy) => <Amount micros={buy.totalMicros} currency={buy.currency} />,
    },
    { key: "age", header: "As of", align: "end", cell: (buy) => buy.deliveryAt && <Age instant={buy.deliveryAt} /> },
    {
      key: "chart",
      header: <span className="visually-hidden">Chart</span>,
      cell: (buy) => (
        <Button aria-pressed={buy.id === chosen} onClick={() => onChoose(buy.id)}>
          Chart<span className="visually-hidden"> of {buy.name}</span>
        </Button>
      ),
    },
  ];
}
