import Link from "next/link";
import type { ReactNode } from "react";
import { FlightDates, When } from "@/app/_ui/date";
import { Facts } from "@/app/_ui/facts";
import { Amount } from "@/app/_ui/money";
import { Section } from "@/app/_ui/section";
import { StatusBadge } from "@/app/_ui/status";
import type { MediaBuyView } from "@/server/api/views/media-buy-view";
import { closedSentence } from "@/server/domain/account/status-gate";

export function BuyFacts({ buy }: { readonly buy: MediaBuyView }) {
  const items: (readonly [string, ReactNode])[] = [
    [
      "Campaign",
      <Link key="campaign" href={`/campaigns/${buy.campaign.id}`}>
        {buy.campaign.name}
      </Link>,
    ],
    [
      "Seller",
      <Link key="seller" href={`/agents/${buy.salesAgent.id}`}>
        {buy.salesAgent.name}
      </Link>,
    ],
    ["Account", <BuyAccount key="account" account={buy.account} />],
    ["PO number", buy.poNumber || "none"],
    ["Seller's id", buy.sellerMediaBuyId ?? "none yet"],
    [
      "Flight",
      buy.startAt && buy.endAt ? (
        <FlightDates key="flight" startAt={buy.startAt} endAt={buy.endAt} zone={buy.timeZone} />
      ) : (
        "not set"
      ),
    ],
    ["Budget", <Amount key="budget" micros={buy.totalMicros} currency={buy.currency} />],
    [
      "Spent",
      buy.deliveryAt ? <Amount key="spent" micros={buy.spendMicros} currency={buy.currency} /> : "no report yet",
    ],
    ["Confirmed", buy.confirmedAt ? <When key="confirmed" instant={buy.confirmedAt} zone={buy.timeZone} /> : "not yet"],
    [
      "Creatives due",
      buy.creativeDeadline ? <When key="due" instant={buy.creativeDeadline} zone={buy.timeZone} /> : "not stated",
    ],
    [
      "Seller allows",
      buy.validActions === null
        ? "not declared"
        : buy.validActions.map((action) => action.replaceAll("_", " ")).join(", ") || "nothing more",
    ],
  ];
  return (
    <Section title="Details">
      <Facts items={items} />
    </Section>
  );
}

/** Its standing where that keeps anything from being done. */
function BuyAccount({ account }: Pick<MediaBuyView, "account">) {
  if (account === null) return "none";
  const closed = closedSentence(account.status);
  return (
    <>
      {account.name}{" "}
      {closed && (
        <>
          <StatusBadge status={account.status} /> <span className="sm dim">{closed}</span>
        </>
      )}
    </>
  );
}
