"use client";

import dynamic from "next/dynamic";
import Link from "next/link";
import { memo, useDeferredValue } from "react";
import { Button } from "@/app/_ui/button";
import { flightWords } from "@/app/_ui/date-words";
import { Drawer } from "@/app/_ui/drawer";
import { Facts } from "@/app/_ui/facts";
import { Amount } from "@/app/_ui/money";
import type { MediaBuyRow } from "@/server/api/views/media-buy-view";
import styles from "./buy-peek.module.css";
import { BuyStatus } from "./buy-status";

const BuyPeek = dynamic(() => import("./buy-peek").then((module) => module.BuyPeek), {
  loading: () => <p className="dim">Reading its packages…</p>,
});

type BuyDrawerProps = {
  readonly buy: MediaBuyRow | null;
  /** Whether there is one above and one below it in the list. */
  readonly beside: { readonly above: boolean; readonly below: boolean };
  /** Shows the one so many rows further down. */
  readonly onStep: (rows: 1 | -1) => void;
  readonly onClose: () => void;
};

/** One media buy beside the list: what the row knows at once, the rest as it comes. */
export const BuyDrawer = memo(function BuyDrawer({ buy, beside, onStep, onClose }: BuyDrawerProps) {
  // The frame and what the row knows are painted before the rest is begun.
  const peeked = useDeferredValue(buy);
  return (
    <Drawer open={buy !== null} onClose={onClose} title={buy?.name ?? "Media buy"} busy={false} beside>
      {buy && (
        <>
          {/* Its place is kept; what is pressed in it stays while the drawer goes from one row to the next. */}
          <div className={styles.acts}>{peeked && <Acts buy={buy} beside={beside} onStep={onStep} />}</div>
          <Facts
            items={[
              ["Status", <BuyStatus key="status" buy={buy} />],
              ["Seller", buy.salesAgent.name],
              ["Campaign", buy.campaign.name],
              ["Flight", buy.startAt && buy.endAt ? flightWords(buy.startAt, buy.endAt, buy.timeZone) : "–"],
              ["Budget", <Amount key="budget" micros={buy.totalMicros} currency={buy.currency} />],
              ["Spent", buy.deliveryAt ? <Amount key="spent" micros={buy.spendMicros} currency={buy.currency} /> : "–"],
            ]}
          />
          {peeked?.id === buy.id ? <BuyPeek mediaBuyId={buy.id} /> : <p className="dim">Reading its packages…</p>}
        </>
      )}
    </Drawer>
  );
});

function Acts({ buy, beside, onStep }: Pick<BuyDrawerProps, "beside" | "onStep"> & { readonly buy: MediaBuyRow }) {
  return (
    <>
      <Button component={Link} href={`/media-buys/${buy.id}`} className={styles.page}>
        Open its page
      </Button>
      {/* The row's own buttons may lie under the drawer: from one to the next it goes in here. */}
      <Button aria-disabled={!beside.above} data-disabled={!beside.above || undefined} onClick={() => onStep(-1)}>
        Previous
      </Button>
      <Button aria-disabled={!beside.below} data-disabled={!beside.below || undefined} onClick={() => onStep(1)}>
        Next
      </Button>
    </>
  );
}
