"use client";

import { Button, Checkbox, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { DialogButtons } from "@/app/_ui/dialog";
import { EmptyState } from "@/app/_ui/empty";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { StatusBadge } from "@/app/_ui/status";
import type { MediaBuyView, PackageView } from "@/server/api/views/media-buy-view";
import styles from "./media-buy.module.css";
import { useStageEdit } from "./use-stage-edit";

type Chosen = Readonly<Record<string, readonly string[]>>;

/** Replaces the creatives of packages; the whole new list of each touched package is sent. */
export function CreativesForm({ buy, onDone }: { readonly buy: MediaBuyView; readonly onDone: () => void }) {
  const [chosen, setChosen] = useState<Chosen>(() => chosenOf(buy));
  const [reason, setReason] = useState("");
  const stage = useStageEdit(onDone);
  const refusal = refusalOf(stage.error);
  const packages = changedPackages(buy, chosen);
  const unchanged = Object.keys(packages).length === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!unchanged) stage.stage({ mediaBuyId: buy.id, revision: buy.revision, reason, packages });
  };
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <p className="dim">Creatives change what is shown from now on; what has been delivered stays.</p>
      {buy.packages
        .filter((item) => !item.canceledAt)
        .map((item) => (
          <PackageChoice
            key={item.id}
            item={item}
            salesAgentId={buy.salesAgent.id}
            chosen={chosen[item.id] ?? []}
            onChosen={(ids) => setChosen({ ...chosen, [item.id]: ids })}
          />
        ))}
      <Textarea
        label="Reason"
        maxLength={1000}
        rows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {refusal && (
        <Failure
          title="Nothing was sent"
          code={refusal.code}
          message={refusal.message}
          suggestion={Object.values(refusal.fields).join(" ")}
          requestId={refusal.requestId}
        />
      )}
      <DialogButtons>
        <Button onClick={onDone}>Cancel</Button>
        <BusyButton type="submit" look="primary" busy={stage.isPending} busyLabel="Sending…" disabled={unchanged}>
          Send the change
        </BusyButton>
      </DialogButtons>
    </form>
  );
}

type PackageChoiceProps = {
  readonly item: PackageView;
  readonly salesAgentId: string;
  readonly chosen: readonly string[];
  readonly onChosen: (ids: readonly string[]) => void;
};

function PackageChoice({ item, salesAgentId, chosen, onChosen }: PackageChoiceProps) {
  const trpc = useTRPC();
  const choices = useQuery(trpc.creatives.choicesFor.queryOptions({ packageId: item.id, salesAgentId }));
  const toggle = (id: string, on: boolean) => onChosen(on ? [...chosen, id] : chosen.filter((known) => known !== id));
  return (
    <fieldset className={styles.packageForm}>
      <legend>{item.name}</legend>
      {choices.error && (
        <Failure
          title="The creatives could not be loaded"
          message={refusalOf(choices.error)?.message}
          retry={() => choices.refetch()}
        />
      )}
      {choices.data?.length === 0 && (
        <EmptyState title="No creatives" text="Add creatives to the library and sync them to this seller first." />
      )}
      {choices.data?.map((creative) => (
        <Checkbox
          key={creative.id}
          label={
            <>
              {creative.name} <StatusBadge status={creative.status} />
            </>
          }
          description={creative.problem ?? undefined}
          disabled={creative.problem !== null && !chosen.includes(creative.id)}
          checked={chosen.includes(creative.id)}
          onChange={(event) => toggle(creative.id, event.currentTarget.checked)}
        />
      ))}
    </fieldset>
  );
}

function chosenOf(buy: MediaBuyView): Chosen {
  return Object.fromEntries(buy.packages.map((item) => [item.id, item.creatives.map((creative) => creative.id)]));
}

function changedPackages(buy: MediaBuyView, chosen: Chosen): Record<string, { creativeIds: string[] }> {
  const was = chosenOf(buy);
  const changed = Object.entries(chosen).filter(
    ([id, ids]) => [...ids].sort().join() !== [...(was[id] ?? [])].sort().join(),
  );
  return Object.fromEntries(changed.map(([id, ids]) => [id, { creativeIds: [...ids] }]));
}
