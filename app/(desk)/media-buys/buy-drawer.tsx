"use client";

import dynamic from "next/dynamic";
import Link from "next/link";
import { memo, useDeferredValue } from "react";
import { flightWords } from "@/app/_ui/date-words";
import { Drawer } from "@/app/_ui/drawer";
import { Facts } from "@/app/_ui/facts";
import { Amount } from "@/app/_ui/money";
import type { MediaBuyRow } from "@/server/api/views/media-buy-view";
import { BuyStatus } from "./buy-status";

const BuyPeek = dynamic(() => import("./buy-peek").then((module) => module.BuyPeek), {
  loading: () => <p className="dim">Reading its packages…</p>,
});

type BuyDrawerProps = { readonly buy: MediaBuyRow | null; readonly onClose: () => void };

/** One media buy beside the list: what the row knows at once, the rest as it comes. */
export const BuyDrawer = memo(function BuyDrawer({ buy, onClose }: BuyDrawerProps) {
  // The frame and what the row knows are painted before the rest is begun.
  const peeked = useDeferredValue(buy);
  return (
    <Drawer open={buy !== null} onClose={onClose} title={buy?.name ?? "Media buy"} busy={false} beside>
      {buy && (
        <>
          <Facts
            items={[
              ["Status", <BuyStatus key="status" buy={buy} />],
              ["Seller", buy.salesAgent.name],
              ["Campaign", buy.campaign.name],
              ["Flight", buy.startAt && buy.endAt ? flightWords(buy.startAt, buy.endAt, buy.timeZone) : "–"],
              ["Budget", <Amount key="budget" micros={buy.totalMicros} currency={buy.currency} />],
            ]}
          />
          <p style={{ margin: "12px 0" }}>
            <Link href={`/media-buys/${buy.id}`}>Open its page</Link>
          </p>
          {peeked?.id === buy.id ? <BuyPeek mediaBuyId={buy.id} /> : <p className="dim">Reading its packages…</p>}
        </>
      )}
    </Drawer>
  );
});
