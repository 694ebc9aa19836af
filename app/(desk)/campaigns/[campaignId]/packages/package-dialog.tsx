"use client";

import { Button } from "@/app/_ui/button";
import { DayInput } from "@/app/_ui/day-input";
import { Dialog, DialogButtons } from "@/app/_ui/dialog";
import { NativeSelect } from "@/app/_ui/native-select";
import { TextInput } from "@/app/_ui/text-input";
import type { PackagePlanView, PlanSeller } from "@/server/api/views/package-plan-view";
import { textOf } from "../plan-fields";
import { OwnTargeting } from "./own-targeting";
import { PackageActions } from "./package-actions";
import styles from "./sheet.module.css";
import type { PackageRowState } from "./use-package-row";

type PackageDialogProps = {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly state: PackageRowState;
  readonly seller: PlanSeller | null;
  readonly draft: PackagePlanView["campaign"]["draft"];
  readonly disabled: boolean;
};

/** What does not fit into a cell: name, own flight, own targeting, the account; saved as it is changed. */
export function PackageDialog({ open, onClose, state, seller, draft, disabled }: PackageDialogProps) {
  const close = () => {
    void state.autosave.flush();
    onClose();
  };
  return (
    <Dialog open={open} onClose={close} title={state.row.name} width="560px">
      <fieldset className={styles.fields} disabled={disabled}>
        <TextInput
          label="Name"
          value={textOf(state.shown.name)}
          maxLength={200}
          error={state.issueAt("name")?.message}
          onChange={(event) => state.edit("name", event.currentTarget.value)}
        />
        <OwnFlight state={state} draft={draft} />
        <OwnTargeting state={state} draft={draft} />
        <AccountField state={state} seller={seller} />
      </fieldset>
      {disabled ? (
        <DialogButtons>
          <Button onClick={close}>Close</Button>
        </DialogButtons>
      ) : (
        <PackageActions state={state} onDone={close} />
      )}
    </Dialog>
  );
}

function OwnFlight({ state, draft }: Pick<PackageDialogProps, "state" | "draft">) {
  const { shown, edit, issueAt, row } = state;
  const lock = row.locks.flight;
  const bounds = {
    ...(draft.startDay ? { min: draft.startDay } : {}),
    ...(draft.endDay ? { max: draft.endDay } : {}),
  };
  return (
    <div className={styles.pair}>
      <DayInput
        label="Own first day"
        description={lock ?? "Empty: as the plan"}
        disabled={lock !== null && shown.startDay === null}
        day={textOf(shown.startDay) || null}
        error={issueAt("startDay")?.message ?? null}
        {...bounds}
        onDay={(day) => edit("startDay", day)}
      />
      <DayInput
        label="Own last day"
        description={lock ?? "Empty: as the plan"}
        disabled={lock !== null && shown.endDay === null}
        day={textOf(shown.endDay) || null}
        error={issueAt("endDay")?.message ?? null}
        {...bounds}
        onDay={(day) => edit("endDay", day)}
      />
    </div>
  );
}

function AccountField({ state, seller }: Pick<PackageDialogProps, "state" | "seller">) {
  const accounts = seller?.accounts ?? [];
  if (accounts.length === 0) {
    return (
      <p className="dim sm">The seller lists no account yet; the review will ask for one before anything is sent.</p>
    );
  }
  return (
    <NativeSelect
      label="Account at the seller"
      data={[
        { value: "", label: "None yet: the review will ask" },
        ...accounts.map(({ id, name, status }) => ({
          value: id,
          label: status === "active" ? name : `${name} (${status})`,
        })),
      ]}
      value={textOf(state.shown.accountId)}
      error={state.issueAt("accountId")?.message}
      onChange={(event) => state.edit("accountId", event.currentTarget.value || null)}
    />
  );
}
