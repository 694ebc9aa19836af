"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { When } from "@/app/_ui/date";
import { flightWords } from "@/app/_ui/date-words";
import { Facts } from "@/app/_ui/facts";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Amount } from "@/app/_ui/money";
import { notify } from "@/app/_ui/notify";
import { StatusBadge } from "@/app/_ui/status";
import { useCan } from "@/app/_ui/viewer";
import type { ChangeView } from "@/server/api/views/change-view";
import type { OutcomeView } from "@/server/api/views/resolve-view";
import styles from "./attention.module.css";

type Candidate = OutcomeView["candidates"][number];
type ListProps = { readonly change: ChangeView; readonly zone: string; readonly candidates: readonly Candidate[] };

/** The media buys at the seller that may be this one, beside what we asked for; picking one takes it over, nothing is sent. */
export function CandidateList({ change, zone, candidates }: ListProps) {
  const mayAdopt = useCan("change:approve");
  const adopt = useMutation(
    useTRPC().inbox.adopt.mutationOptions({
      onSuccess: () => notify({ title: "Taken over", text: "It is read back field by field now." }),
    }),
  );
  const refusal = refusalOf(adopt.error);
  return (
    <>
      <ul className={styles.candidates} aria-label="Media buys at the seller that may be this one">
        <li>
          <AskedFacts change={change} zone={zone} />
        </li>
        {candidates.map((one) => (
          <li key={one.mediaBuyId}>
            <CandidateFacts candidate={one} currency={change.currency ?? "USD"} zone={zone} />
            {mayAdopt && (
              <BusyButton
                busy={adopt.isPending && adopt.variables?.sellerMediaBuyId === one.mediaBuyId}
                busyLabel="Taking over…"
                onClick={() => adopt.mutate({ changeId: change.id, sellerMediaBuyId: one.mediaBuyId })}
              >
                It is {one.mediaBuyId}
              </BusyButton>
            )}
          </li>
        ))}
      </ul>
      {refusal && <Failure title="It was not taken over" message={refusal.message} requestId={refusal.requestId} />}
    </>
  );
}

/** What we asked for, to compare with. */
function AskedFacts({ change, zone }: Pick<ListProps, "change" | "zone">) {
  const { afterMicros, fields, sentAt, poNumber } = change;
  const currency = change.currency ?? "USD";
  const value = (name: string) => fields.find(({ field }) => field === name)?.requested ?? null;
  const [startAt, endAt] = [value("startAt"), value("endAt")];
  const budgets = fields.filter(({ field }) => field.endsWith(".budgetMicros"));
  return (
    <Facts
      items={[
        ["Asked for", poNumber ? `PO ${poNumber}` : "no PO number"],
        ["Total", afterMicros === null ? "–" : <Amount key="total" micros={afterMicros} currency={currency} />],
        ["Flight", startAt && endAt ? flightWords(startAt, endAt, zone) : "as soon as possible"],
        ["Sent", sentAt ? <When key="sent" instant={sentAt} zone={zone} hideZone /> : "–"],
        [
          "Packages",
          <ul key="packages" className={styles.next}>
            {budgets.map(({ field, packageName, requested }) => (
              <li key={field}>
                {packageName} {requested && <Amount micros={BigInt(requested)} currency={currency} bare />}
              </li>
            ))}
          </ul>,
        ],
      ]}
    />
  );
}

type FactsProps = { readonly candidate: Candidate; readonly currency: string; readonly zone: string };

function CandidateFacts({ candidate, currency, zone }: FactsProps) {
  const { mediaBuyId, status, totalMicros, startAt, endAt, createdAt, packages } = candidate;
  return (
    <Facts
      items={[
        ["Seller’s id", mediaBuyId],
        ["Status", <StatusBadge key="status" status={status} />],
        ["Total", totalMicros === null ? "not shown" : <Amount key="total" micros={totalMicros} currency={currency} />],
        ["Flight", startAt && endAt ? flightWords(startAt, endAt, zone) : "not shown"],
        ["Made", createdAt ? <When key="made" instant={createdAt} zone={zone} hideZone /> : "not shown"],
        [
          "Packages",
          <ul key="packages" className={styles.next}>
            {packages.map((pack) => (
              <li key={pack.packageId}>
                {pack.productId ?? pack.packageId}{" "}
                {pack.budgetMicros !== null && <Amount micros={pack.budgetMicros} currency={currency} bare />}
              </li>
            ))}
          </ul>,
        ],
      ]}
    />
  );
}
