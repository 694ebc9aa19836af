"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useTRPC } from "@/app/_trpc/client";
import { Age } from "@/app/_ui/date";
import { EmptyState } from "@/app/_ui/empty";
import { PageHead } from "@/app/_ui/page-head";
import { Section } from "@/app/_ui/section";
import { StatusBadge } from "@/app/_ui/status";
import { Chip } from "@/app/_ui/tag";
import type { MediaBuyView } from "@/server/api/views/media-buy-view";
import { ChangeCard } from "../../_changes/change-card";
import styles from "../../_changes/changes.module.css";
import { CreativeNames } from "../../_changes/creative-names";
import { useIsSending } from "../../_changes/under-way";
import { UndoButton } from "../../_changes/undo-button";
import { useFollowChanges } from "../../_changes/use-follow";
import { ExchangeSection } from "../../_transcript/exchange-section";
import delivery from "../../delivery/delivery.module.css";
import { BuyStatus } from "../buy-status";
import { BuyAttention } from "./buy-attention";
import { BuyFacts } from "./buy-facts";
import layout from "./media-buy.module.css";
import { MediaBuyActions } from "./media-buy-actions";
import { PackageTable } from "./package-table";
import { SellerHistory } from "./seller-history";
import { TakenOver } from "./taken-over";

const SpendChart = dynamic(() => import("../../delivery/spend-chart").then((module) => module.SpendChart), {
  ssr: false,
  loading: () => <p className={`dim ${delivery.waiting}`}>Loading the chart…</p>,
});

/** One media buy: what the seller shows, what we asked for, and what came of it. */
export function MediaBuyDetail({ mediaBuyId }: { readonly mediaBuyId: string }) {
  const trpc = useTRPC();
  const { data: buy, dataUpdatedAt } = useSuspenseQuery(
    trpc.mediaBuys.get.queryOptions({ mediaBuyId }, { refetchInterval: 10_000 }),
  );
  const isSending = useIsSending(mediaBuyId, dataUpdatedAt);
  useFollowChanges(buy.changes);
  return (
    <>
      <PageHead
        title={buy.name}
        crumbs={[
          { label: "Media buys", href: "/media-buys" },
          { label: buy.campaign.name, href: `/campaigns/${buy.campaign.id}` },
        ]}
        note={<HeadNote buy={buy} isSending={isSending} />}
        actions={<MediaBuyActions buy={buy} />}
      />
      <BuyAttention buy={buy} />
      {buy.takenOver && <TakenOver takenOver={buy.takenOver} sellerName={buy.salesAgent.name} />}
      <div className={layout.columns}>
        <div className={layout.stack}>
          <Section title="Packages" hint={`${buy.packages.length} · one per product and flight`} flush>
            <PackageTable buy={buy} />
          </Section>
          <Section
            title="Spend against plan"
            hint={
              buy.deliveryAt ? (
                <>
                  seller's report, read <Age instant={buy.deliveryAt} />
                </>
              ) : (
                "no report yet"
              )
            }
          >
            <SpendChart mediaBuyId={buy.id} />
          </Section>
        </div>
        <div className={layout.stack}>
          <Section title="Changes" hint="newest first" flush>
            <CreativeNames value={namesOf(buy)}>
              <ChangeList buy={buy} />
            </CreativeNames>
          </Section>
          <BuyFacts buy={buy} />
          <SellerHistory buy={buy} />
          <ExchangeSection of={{ mediaBuyId: buy.id }} what="this media buy" more={`/transcript?buy=${buy.id}`} />
        </div>
      </div>
    </>
  );
}

function namesOf({ packages }: MediaBuyView): ReadonlyMap<string, string> {
  return new Map(packages.flatMap((item) => item.creatives.map((one) => [one.creativeId, one.name] as const)));
}

function HeadNote({ buy, isSending }: { readonly buy: MediaBuyView; readonly isSending: boolean }) {
  return (
    <>
      <BuyStatus buy={buy} />{" "}
      {isSending && (
        <>
          <StatusBadge status="sending" /> <span className="sm dim">not verified yet</span>{" "}
        </>
      )}
      {buy.sandbox && <Chip>Sandbox</Chip>}{" "}
      <span className="sm dim">
        {buy.sellerStatus ? (
          <>
            seller says <b>{buy.sellerStatus}</b>
            {buy.sellerRevision !== null && ` · revision ${buy.sellerRevision}`}
            {buy.seenAt && (
              <>
                {" "}
                · read <Age instant={buy.seenAt} />
              </>
            )}
          </>
        ) : (
          "the seller has not confirmed it yet"
        )}
      </span>
    </>
  );
}

function ChangeList({ buy }: { readonly buy: MediaBuyView }) {
  if (buy.changes.length === 0)
    return (
      <EmptyState
        title="No changes yet"
        text="What is asked of the seller shows here, field by field, with what came of it."
      />
    );
  return (
    <ul className={styles.list}>
      {buy.changes.map((change) => (
        <li key={change.id}>
          <ChangeCard change={change} zone={buy.timeZone} />
          <div className={layout.historyAction}>
            <UndoButton change={change} among={buy.changes} />
          </div>
        </li>
      ))}
    </ul>
  );
}
