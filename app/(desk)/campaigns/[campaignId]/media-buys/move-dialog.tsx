"use client";

import { type FormEvent, useState } from "react";
import { AmountInput } from "@/app/_ui/amount-input";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { DialogButtons } from "@/app/_ui/dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { NativeSelect } from "@/app/_ui/native-select";
import { ReasonField } from "@/app/(desk)/_changes/reason-field";
import type { SteeredBuyView } from "@/server/api/views/steering-view";
import { formatMoney, money } from "@/server/domain/money";
import { BoardDialog } from "./board-dialog";
import styles from "./steering.module.css";
import { useWish, type Wish } from "./use-wish";
import { WishPreview } from "./wish-preview";

type MoveDialogProps = { readonly campaignId: string; readonly onClose: () => void };

/** Takes budget off one package and puts it on another, of the same seller or of two. */
export default function MoveDialog({ campaignId, onClose }: MoveDialogProps) {
  return (
    <BoardDialog campaignId={campaignId} title="Move budget" onClose={onClose}>
      {(buys) => <MoveForm campaignId={campaignId} buys={buys} onClose={onClose} />}
    </BoardDialog>
  );
}

function MoveForm({ buys, campaignId, onClose }: MoveDialogProps & { readonly buys: readonly SteeredBuyView[] }) {
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [amount, setAmount] = useState<bigint | null>(null);
  const [unread, setUnread] = useState(false);
  const [reason, setReason] = useState("");
  const wish: Wish | null =
    from && to && amount !== null && !unread
      ? { kind: "move", fromPackageId: from, toPackageId: to, amountMicros: amount }
      : null;
  const { preview, shown, ready, stage, send } = useWish(campaignId, wish, onClose);
  const refusal = refusalOf(stage.error ?? preview.error);
  const issue = (path: string) => shown?.issues.find((one) => one.path === path)?.message;
  const giver = placeOf(buys, from);
  const taker = placeOf(buys, to);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send(reason);
  };
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <div className={styles.pair}>
        <PackageSelect
          label="From"
          buys={buys}
          value={from}
          onValue={setFrom}
          error={issue("fromPackageId")}
          description={giver ? giverWords(giver) : undefined}
        />
        <PackageSelect
          label="To"
          buys={buys}
          value={to}
          onValue={setTo}
          error={issue("toPackageId")}
          description={taker ? takerWords(taker) : undefined}
        />
      </div>
      <AmountInput
        label="Amount"
        currency={giver?.buy.currency ?? taker?.buy.currency ?? buys[0]?.currency ?? "USD"}
        micros={amount}
        error={issue("amountMicros")}
        onAmount={({ micros, problem }) => {
          setAmount(micros);
          setUnread(problem !== null);
        }}
      />
      {shown && <WishPreview wish={shown} />}
      <ReasonField reason={reason} onReason={setReason} />
      {refusal && <Failure title="Nothing was sent" message={refusal.message} requestId={refusal.requestId} />}
      <DialogButtons>
        <Button onClick={onClose}>Cancel</Button>
        <BusyButton type="submit" look="primary" busy={stage.isPending} busyLabel="Sending…" disabled={!ready}>
          {shown?.rule ? "Ask an approver" : "Move it"}
        </BusyButton>
      </DialogButtons>
    </form>
  );
}

type PackageSelectProps = {
  readonly label: string;
  readonly buys: readonly SteeredBuyView[];
  readonly value: string;
  readonly onValue: (packageId: string) => void;
  readonly error: string | undefined;
  readonly description: string | undefined;
};

function PackageSelect({ label, buys, value, onValue, error, description }: PackageSelectProps) {
  return (
    <NativeSelect
      label={label}
      value={value}
      error={error}
      description={description}
      onChange={(event) => onValue(event.currentTarget.value)}
    >
      <option value="" disabled>
        Choose a package
      </option>
      {buys.map((buy) => (
        <optgroup key={buy.id} label={buy.salesAgent.name}>
          {buy.packages.map((one) => (
            <option key={one.id} value={one.id} disabled={one.locked !== null}>
              {one.locked === null ? one.name : `${one.name}: ${one.locked}`}
            </option>
          ))}
        </optgroup>
      ))}
    </NativeSelect>
  );
}

type Place = { readonly buy: SteeredBuyView; readonly one: SteeredBuyView["packages"][number] };

function placeOf(buys: readonly SteeredBuyView[], packageId: string): Place | null {
  for (const buy of buys) {
    const one = buy.packages.find((item) => item.id === packageId);
    if (one) return { buy, one };
  }
  return null;
}

function giverWords({ buy, one }: Place): string {
  const free = one.budgetMicros - one.floorMicros;
  const words = (micros: bigint) => formatMoney(money(micros, buy.currency));
  return `${buy.salesAgent.name}: has ${words(one.budgetMicros)}, ${words(free > 0n ? free : 0n)} can be taken off`;
}

function takerWords({ buy, one }: Place): string {
  return `${buy.salesAgent.name}: has ${formatMoney(money(one.budgetMicros, buy.currency))}`;
}
