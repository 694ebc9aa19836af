import { Button } from "@mantine/core";
import Link from "next/link";
import { Age } from "@/app/_ui/date";
import { FlightBar } from "@/app/_ui/flight-bar";
import { Amount } from "@/app/_ui/money";
import { StatusBadge } from "@/app/_ui/status";
import { statusLook } from "@/app/_ui/status-words";
import { Strip, StripCell } from "@/app/_ui/strip";
import { Chip } from "@/app/_ui/tag";
import type { RunningBuyView } from "@/server/api/views/delivery-view";
import { paceNote } from "../delivery/pace-note";

export function TodayStrip({ buy }: { readonly buy: RunningBuyView }) {
  return (
    <Strip tone={statusLook(buy.status)?.tone}>
      <StripCell>
        <Link href={`/media-buys/${buy.id}`} className="b trunc">
          {buy.name}
        </Link>
        <span className="sm dim trunc">
          {buy.campaign.name} · {buy.salesAgent.name} {buy.sandbox && <Chip>Sandbox</Chip>}
        </span>
      </StripCell>
      <StripCell as="tag">
        <StatusBadge status={buy.status} />
      </StripCell>
      <StripCell>
        {buy.pace && (
          <FlightBar
            spent={buy.pace.spentShare}
            plan={buy.pace.plannedShare}
            pace={buy.status === "ACTIVE" ? buy.pace.verdict : "off"}
            note={paceNote(buy.pace)}
          />
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
        <span className="sm">{sentence(buy)}</span>
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

function sentence(buy: RunningBuyView): string {
  if (buy.blockedBy) return buy.blockedBy.text;
  if (buy.status === "PAUSED") return "Paused: nothing is delivered until it is resumed.";
  if (buy.pace?.verdict === "under") return "Behind plan: at this pace part of the budget stays unspent.";
  if (buy.pace?.verdict === "over") return "Ahead of plan: the budget ends before the flight.";
  if (buy.status === "PENDING_START") return "Confirmed: starts with its flight.";
  return "On plan.";
}
