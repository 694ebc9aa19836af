import Link from "next/link";
import { Button } from "@/app/_ui/button";
import { Age } from "@/app/_ui/date";
import { flightWords } from "@/app/_ui/date-words";
import { FlightBar } from "@/app/_ui/flight-bar";
import { Amount } from "@/app/_ui/money";
import { statusLook } from "@/app/_ui/status-words";
import { Strip, StripCell } from "@/app/_ui/strip";
import { Chip } from "@/app/_ui/tag";
import type { RunningBuyView } from "@/server/api/views/delivery-view";
import { paceNote } from "../delivery/pace-note";
import { BuyStatus } from "../media-buys/buy-status";

/** `isGone`: it was here when the order was made and has left what runs. */
export function TodayStrip({ buy, isGone }: { readonly buy: RunningBuyView; readonly isGone: boolean }) {
  return (
    <Strip tone={isGone ? "plain" : statusLook(buy.status)?.tone}>
      <StripCell>
        <Link href={`/media-buys/${buy.id}`} className="b">
          {buy.name}
        </Link>
        {buy.sandbox && (
          <span className="sm">
            <Chip>Sandbox</Chip>
          </span>
        )}
      </StripCell>
      <StripCell as="tag">{isGone ? <Chip>No longer runs</Chip> : <BuyStatus buy={buy} />}</StripCell>
      <StripCell>
        {buy.pace && hasStarted(buy) ? (
          <FlightBar
            spent={buy.pace.spentShare}
            plan={buy.pace.plannedShare}
            pace={buy.status === "ACTIVE" ? buy.pace.verdict : "off"}
            note={paceNote(buy.pace)}
          />
        ) : (
          <span className="sm dim">{flightOf(buy)}</span>
        )}
      </StripCell>
      <StripCell as="end">
        <span className="b">
          <Amount micros={buy.totalMicros} currency={buy.currency} />
        </span>
        <span className="sm dim">
          {buy.deliveryAt ? (
            <>
              spent <Amount micros={buy.spendMicros} currency={buy.currency} bare />
            </>
          ) : (
            "no report yet"
          )}
        </span>
      </StripCell>
      <StripCell>
        <span className="sm">{isGone ? "It left this list; its page says why." : sentence(buy)}</span>
        {buy.deliveryAt && (
          <span className="sm dim">
            numbers <Age instant={buy.deliveryAt} />
          </span>
        )}
      </StripCell>
      <StripCell as="actions">
        <Button component={Link} href={`/media-buys/${buy.id}`}>
          Open<span className="visually-hidden"> {buy.name}</span>
        </Button>
      </StripCell>
    </Strip>
  );
}

/** Before the seller runs it there is nothing to pace. */
function hasStarted({ status, startsLater }: RunningBuyView): boolean {
  return status === "ACTIVE" || (status === "PAUSED" && !startsLater);
}

function flightOf({ startAt, endAt, timeZone }: RunningBuyView): string {
  return startAt && endAt ? flightWords(startAt, endAt, timeZone) : "no flight yet";
}

function sentence(buy: RunningBuyView): string {
  if (buy.blockedBy) return buy.blockedBy.text;
  if (buy.status === "PAUSED" && buy.startsLater) return "Paused before its flight: it starts only once it is resumed.";
  if (buy.status === "PAUSED") return "Paused: nothing is delivered until it is resumed.";
  if (buy.pace?.verdict === "under") return "Behind plan: at this pace part of the budget stays unspent.";
  if (buy.pace?.verdict === "over") return "Ahead of plan: the budget ends before the flight.";
  if (buy.status === "PENDING_START") return "Confirmed: starts with its flight.";
  return "On plan.";
}
