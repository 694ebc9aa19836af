"use client";

import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { AmountInput } from "@/app/_ui/amount-input";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { DayInput } from "@/app/_ui/day-input";
import { DialogButtons } from "@/app/_ui/dialog";
import { EmptyState } from "@/app/_ui/empty";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { NativeSelect } from "@/app/_ui/native-select";
import { TextInput } from "@/app/_ui/text-input";
import { ReasonField } from "@/app/(desk)/_changes/reason-field";
import type { MediaBuyView } from "@/server/api/views/media-buy-view";
import type { ProductRow } from "@/server/api/views/product-view";
import { formatMoney, money } from "@/server/domain/money";
import styles from "./media-buy.module.css";
import { useStageEdit } from "./use-stage-edit";

type NewPackageProps = { readonly buy: MediaBuyView; readonly onDone: () => void };

/** Buys one more product of this seller within the media buy. */
export default function NewPackageForm({ buy, onDone }: NewPackageProps) {
  const found = useQuery(useTRPC().products.forCampaign.queryOptions({ campaignId: buy.campaign.id }));
  const refusal = refusalOf(found.error);
  const offers = (found.data?.search?.products ?? []).filter(
    (one) => one.salesAgent.id === buy.salesAgent.id && !one.expired && optionsIn(one, buy.currency).length > 0,
  );
  if (refusal) {
    return <Failure title="The products could not be loaded" message={refusal.message} retry={() => found.refetch()} />;
  }
  if (found.isPending) return <p className="dim">Looking at the seller's products…</p>;
  if (offers.length === 0) {
    return (
      <EmptyState
        title="No product to add"
        text={`The campaign's last search has no current product of ${buy.salesAgent.name} in ${buy.currency}. Search again on the campaign's Products page.`}
      />
    );
  }
  return <Form buy={buy} offers={offers} onDone={onDone} />;
}

type Draft = {
  readonly productSnapshotId: string;
  readonly pricingOptionId: string;
  readonly name: string;
  readonly budgetMicros: bigint | null;
  readonly bidMicros: bigint | null;
  readonly startDay: string | null;
  readonly endDay: string | null;
};

function Form({ buy, offers, onDone }: NewPackageProps & { readonly offers: readonly ProductRow[] }) {
  const [draft, setDraft] = useState<Draft>(() => draftFor(offers[0], buy.currency));
  const [unread, setUnread] = useState(false);
  const [reason, setReason] = useState("");
  const stage = useStageEdit(onDone);
  const refusal = refusalOf(stage.error);
  const isAuction = chosenOption(offers, draft, buy.currency)?.fixedPriceMicros === null;
  const isReady = draft.budgetMicros !== null && !unread && (!isAuction || draft.bidMicros !== null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady || draft.budgetMicros === null) return;
    const { budgetMicros, bidMicros, startDay, endDay, name, ...chosen } = draft;
    const line = {
      ...chosen,
      budgetMicros,
      ...(name.trim() === "" ? {} : { name: name.trim() }),
      ...(isAuction && bidMicros !== null ? { bidMicros } : {}),
      ...(startDay === null ? {} : { startDay }),
      ...(endDay === null ? {} : { endDay }),
    };
    stage.stage({ mediaBuyId: buy.id, revision: buy.revision, reason, newPackages: [line] });
  };
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <LineFields
        buy={buy}
        offers={offers}
        draft={draft}
        errorOf={(field) => refusal?.fields[`newPackages.0.${field}`]}
        onDraft={(part) => setDraft({ ...draft, ...part })}
        onUnread={setUnread}
      />
      <ReasonField reason={reason} onReason={setReason} />
      {refusal && (
        <Failure title="Nothing was sent" code={refusal.code} message={refusal.message} requestId={refusal.requestId} />
      )}
      <DialogButtons>
        <Button onClick={onDone}>Cancel</Button>
        <BusyButton type="submit" look="primary" busy={stage.isPending} busyLabel="Sending…" disabled={!isReady}>
          Add the package
        </BusyButton>
      </DialogButtons>
    </form>
  );
}

type LineFieldsProps = {
  readonly buy: MediaBuyView;
  readonly offers: readonly ProductRow[];
  readonly draft: Draft;
  readonly errorOf: (field: string) => string | undefined;
  readonly onDraft: (part: Partial<Draft>) => void;
  readonly onUnread: (unread: boolean) => void;
};

function LineFields({ buy, offers, draft, errorOf, onDraft, onUnread }: LineFieldsProps) {
  const product = offers.find((one) => one.id === draft.productSnapshotId);
  const options = product ? optionsIn(product, buy.currency) : [];
  const option = chosenOption(offers, draft, buy.currency);
  return (
    <div className={styles.packageForm}>
      <NativeSelect
        label="Product"
        value={draft.productSnapshotId}
        data={offers.map(({ id, name }) => ({ value: id, label: name }))}
        error={errorOf("productSnapshotId")}
        onChange={(event) => {
          const next = offers.find((one) => one.id === event.currentTarget.value);
          onDraft({ ...draftFor(next, buy.currency), budgetMicros: draft.budgetMicros });
        }}
      />
      <NativeSelect
        label="Price"
        value={draft.pricingOptionId}
        data={options.map((one) => ({ value: one.pricingOptionId, label: priceWords(one) }))}
        error={errorOf("pricingOptionId")}
        onChange={(event) => onDraft({ pricingOptionId: event.currentTarget.value })}
      />
      <TextInput
        label="Name"
        description="Left empty, the product's name"
        maxLength={200}
        value={draft.name}
        error={errorOf("name")}
        onChange={(event) => onDraft({ name: event.currentTarget.value })}
      />
      <AmountInput
        label="Budget"
        required
        currency={buy.currency}
        micros={draft.budgetMicros}
        description={
          option?.minSpendPerPackageMicros
            ? `At least ${formatMoney(money(option.minSpendPerPackageMicros, buy.currency))}`
            : undefined
        }
        error={errorOf("budgetMicros")}
        onAmount={({ micros, problem }) => {
          onUnread(problem !== null);
          onDraft({ budgetMicros: micros });
        }}
      />
      {option?.fixedPriceMicros === null && (
        <AmountInput
          label="Bid"
          required
          currency={buy.currency}
          digits={6}
          micros={draft.bidMicros}
          description={option.maxBid ? "The most you pay" : "Exactly what you pay"}
          error={errorOf("bidMicros")}
          onAmount={({ micros }) => onDraft({ bidMicros: micros })}
        />
      )}
      <DayInput
        label={`First day (${buy.timeZone})`}
        description="Left empty, the media buy's"
        day={draft.startDay}
        error={errorOf("startDay")}
        onDay={(startDay) => onDraft({ startDay })}
      />
      <DayInput
        label={`Last day (${buy.timeZone})`}
        description="Left empty, the media buy's"
        day={draft.endDay}
        error={errorOf("endDay")}
        onDay={(endDay) => onDraft({ endDay })}
      />
    </div>
  );
}

function chosenOption(offers: readonly ProductRow[], draft: Draft, currency: string): Option | undefined {
  const product = offers.find((one) => one.id === draft.productSnapshotId);
  return product && optionsIn(product, currency).find((one) => one.pricingOptionId === draft.pricingOptionId);
}

type Option = ProductRow["pricingOptions"][number];

function optionsIn({ pricingOptions }: ProductRow, currency: string): readonly Option[] {
  return pricingOptions.filter((one) => one.currency === currency);
}

function draftFor(product: ProductRow | undefined, currency: string): Draft {
  const [option] = product ? optionsIn(product, currency) : [];
  return {
    productSnapshotId: product?.id ?? "",
    pricingOptionId: option?.pricingOptionId ?? "",
    name: "",
    budgetMicros: null,
    bidMicros: null,
    startDay: null,
    endDay: null,
  };
}

function priceWords({ pricingModel, fixedPriceMicros, floorPriceMicros, currency }: Option): string {
  const model = pricingModel.toUpperCase();
  if (fixedPriceMicros !== null) return `${model} ${formatMoney(money(fixedPriceMicros, currency))}`;
  return floorPriceMicros === null
    ? `${model}, auction`
    : `${model}, auction from ${formatMoney(money(floorPriceMicros, currency))}`;
}
