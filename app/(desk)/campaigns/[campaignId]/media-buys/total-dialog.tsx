"use client";

import { type FormEvent, useState } from "react";
import { AmountInput } from "@/app/_ui/amount-input";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Checkbox } from "@/app/_ui/checkbox";
import { DialogButtons } from "@/app/_ui/dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Amount } from "@/app/_ui/money";
import { NativeSelect } from "@/app/_ui/native-select";
import { ReasonField } from "@/app/(desk)/_changes/reason-field";
import type { SteeredBuyView } from "@/server/api/views/steering-view";
import { formatMoney, money } from "@/server/domain/money";
import { countedIn } from "@/server/domain/steering/campaign-wish";
import { BoardDialog } from "./board-dialog";
import styles from "./steering.module.css";
import { TotalOverrides } from "./total-overrides";
import { useWish, type Wish } from "./use-wish";
import { WishPreview } from "./wish-preview";

type TotalDialogProps = { readonly campaignId: string; readonly onClose: () => void };

/** A new total of the campaign or of one media buy, shared in the ratio of what the packages have. */
export default function TotalDialog({ campaignId, onClose }: TotalDialogProps) {
  return (
    <BoardDialog campaignId={campaignId} title="New total budget" onClose={onClose}>
      {(buys) => <TotalForm campaignId={campaignId} buys={buys} onClose={onClose} />}
    </BoardDialog>
  );
}

function TotalForm({ buys, campaignId, onClose }: TotalDialogProps & { readonly buys: readonly SteeredBuyView[] }) {
  const scopes = scopesOf(buys);
  const [chosen, setChosen] = useState(scopes[0]?.key ?? "");
  const [total, setTotal] = useState<bigint | null>(null);
  const [overrides, setOverrides] = useState<Readonly<Record<string, bigint>>>({});
  const [unread, setUnread] = useState<Readonly<Record<string, boolean>>>({});
  const [scaleUp, setScaleUp] = useState(false);
  const [reason, setReason] = useState("");
  const scope = scopes.find((one) => one.key === chosen) ?? scopes[0];
  const wish: Wish | null =
    scope && total !== null && !Object.values(unread).some(Boolean)
      ? {
          kind: "total",
          mediaBuyId: scope.mediaBuyId,
          currency: scope.currency,
          totalMicros: total,
          overrides,
          scaleUp,
        }
      : null;
  const { preview, shown, ready, stage, send } = useWish(campaignId, wish, onClose);
  const refusal = refusalOf(stage.error ?? preview.error);
  if (!scope) return <p>There is no media buy whose budget could change.</p>;
  const issue = (path: string) => shown?.issues.find((one) => one.path === path)?.message;
  const raises = total !== null && total > scope.totalMicros;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send(reason);
  };
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <div className={styles.pair}>
        <NativeSelect
          label="Of"
          value={scope.key}
          data={scopes.map(({ key, label }) => ({ value: key, label }))}
          onChange={(event) => {
            setChosen(event.currentTarget.value);
            setOverrides({});
            setUnread({});
          }}
        />
        <AmountInput
          label="New total"
          description={`Now ${formatMoney(money(scope.totalMicros, scope.currency))}`}
          currency={scope.currency}
          micros={total}
          error={issue("totalMicros")}
          onAmount={({ micros, problem }) => {
            setTotal(micros);
            setUnread({ ...unread, total: problem !== null });
          }}
        />
      </div>
      <TotalOverrides
        key={scope.key}
        buys={buysOf(scope, buys)}
        overrides={overrides}
        errorOf={(id) => issue(`packages.${id}.budgetMicros`)}
        onOverride={(id, micros) => setOverrides(withOverride(overrides, id, micros))}
        onUnread={(id, is) => setUnread((known) => ({ ...known, [id]: is }))}
      />
      {raises && (
        <Checkbox
          label="Raise the packages in the same ratio"
          description="Without this nothing is raised by itself: what is above the packages stays unallocated"
          checked={scaleUp}
          onChange={(event) => setScaleUp(event.currentTarget.checked)}
        />
      )}
      {shown && shown.surplusMicros > 0n && (
        <p>
          <Amount micros={shown.surplusMicros} currency={scope.currency} /> stays unallocated; no seller is asked for
          it.
        </p>
      )}
      {shown && <WishPreview wish={shown} />}
      <ReasonField reason={reason} onReason={setReason} />
      {refusal && <Failure title="Nothing was sent" message={refusal.message} requestId={refusal.requestId} />}
      <DialogButtons>
        <Button onClick={onClose}>Cancel</Button>
        <BusyButton type="submit" look="primary" busy={stage.isPending} busyLabel="Sending…" disabled={!ready}>
          {shown?.rule ? "Ask an approver" : "Send the new budgets"}
        </BusyButton>
      </DialogButtons>
    </form>
  );
}

function withOverride(overrides: Readonly<Record<string, bigint>>, id: string, micros: bigint | null) {
  const { [id]: _, ...rest } = overrides;
  return micros === null ? rest : { ...rest, [id]: micros };
}

type Scope = {
  readonly key: string;
  readonly label: string;
  readonly mediaBuyId: string | null;
  readonly currency: string;
  readonly totalMicros: bigint;
};

/** The campaign, once a currency (amounts are never added across them), then each media buy. */
function scopesOf(buys: readonly SteeredBuyView[]): readonly Scope[] {
  const open = buys.filter((buy) => buy.packages.some((one) => one.locked === null));
  const currencies = [...new Set(open.map((buy) => buy.currency))];
  const wholes = currencies.map((currency) => ({
    key: currency,
    label: currencies.length === 1 ? "The whole campaign" : `The whole campaign in ${currency}`,
    mediaBuyId: null,
    currency,
    totalMicros: sum(inTotal(open, currency)),
  }));
  const ones = open.map((buy) => ({
    key: buy.id,
    label: buy.salesAgent.name,
    mediaBuyId: buy.id,
    currency: buy.currency,
    totalMicros: sum([buy]),
  }));
  return [...wholes, ...ones];
}

function buysOf({ mediaBuyId, currency }: Scope, buys: readonly SteeredBuyView[]): readonly SteeredBuyView[] {
  return mediaBuyId === null ? inTotal(buys, currency) : buys.filter(({ id }) => id === mediaBuyId);
}

/** As the server counts: play money only where there is nothing else. */
function inTotal(buys: readonly SteeredBuyView[], currency: string): readonly SteeredBuyView[] {
  return countedIn(buys, (buy) => buy.currency, currency);
}

function sum(buys: readonly SteeredBuyView[]): bigint {
  return buys.flatMap((buy) => buy.packages).reduce((total, one) => total + one.budgetMicros, 0n);
}
