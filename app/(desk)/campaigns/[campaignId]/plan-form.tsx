"use client";

import { SaveState } from "@/app/_ui/save-state";
import { Section } from "@/app/_ui/section";
import { TextInput } from "@/app/_ui/text-input";
import { Textarea } from "@/app/_ui/textarea";
import { useCan } from "@/app/_ui/viewer";
import { savingOf } from "../use-autosave";
import { BrandField } from "./brand-field";
import { ConflictNotice } from "./conflict-notice";
import { FlightFields } from "./flight-fields";
import styles from "./plan.module.css";
import { planLabels, textOf } from "./plan-fields";
import { PlanMissing } from "./plan-missing";
import { TargetingFields } from "./targeting-fields";
import { TotalFields } from "./total-fields";
import { useFragmentFocus } from "./use-fragment-focus";
import { type PlanAutosave, usePlanAutosave } from "./use-plan-autosave";

/** The plan: every field saves itself; nothing has to be pressed. */
export function PlanForm({ campaignId }: { readonly campaignId: string }) {
  const plan = usePlanAutosave(campaignId);
  useFragmentFocus();
  const mayWrite = useCan("campaign:write");
  const { campaign, state, autosave } = plan;
  const locked = !campaign.editable || !mayWrite;
  const saving = savingOf(state, autosave, campaign.timeZone);
  return (
    <div className={styles.page}>
      <form onSubmit={(event) => event.preventDefault()} onBlur={() => void autosave.flush()} aria-label="Plan">
        <ConflictNotice state={state} labels={planLabels} onKeep={(mine) => autosave.resolve(mine)} />
        {state.phase === "failed" && state.message && Object.keys(state.errors).length === 0 && (
          <p className={styles.problem}>{state.message} What you typed is kept in this browser.</p>
        )}
        <fieldset className={styles.sections} disabled={locked}>
          <Section title="What and for whom" actions={<SaveState saving={saving} />}>
            <BriefFields plan={plan} />
          </Section>
          <Section title="Flight and money" hint="the last day counts">
            <div className={styles.grid}>
              <FlightFields plan={plan} />
              <TotalFields plan={plan} />
            </div>
          </Section>
          <Section title="Targeting" hint="holds for every package that has none of its own">
            <TargetingFields plan={plan} />
          </Section>
        </fieldset>
      </form>
      <PlanMissing campaign={campaign} />
    </div>
  );
}

function BriefFields({ plan }: { readonly plan: PlanAutosave }) {
  const { shown, state, edit } = plan;
  const text = (field: string) => ({
    id: field,
    label: planLabels[field],
    value: textOf(shown[field]),
    error: state.errors[field] ?? undefined,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => edit(field, event.currentTarget.value),
  });
  return (
    <div className={styles.grid}>
      <TextInput {...text("name")} maxLength={300} autoComplete="off" />
      <BrandField plan={plan} />
      <Textarea
        {...text("brief")}
        className={styles.wide ?? ""}
        description="What is advertised, to whom and where. Every seller reads these words and answers with its products."
        rows={4}
        maxRows={14}
      />
      <TextInput {...text("poNumber")} autoComplete="off" />
      <TextInput {...text("buyerRef")} autoComplete="off" description="Yours alone; sellers get it with every order." />
    </div>
  );
}
