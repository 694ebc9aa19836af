"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { Checkbox } from "@/app/_ui/checkbox";
import { EmptyState } from "@/app/_ui/empty";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { StatusBadge } from "@/app/_ui/status";
import { TextInput } from "@/app/_ui/text-input";
import type { EditorPackage } from "@/server/api/views/editor-view";
import { type Assigned, weightProblem } from "./assignments";
import styles from "./media-buy.module.css";

type AssignmentFieldsProps = {
  readonly item: EditorPackage;
  readonly salesAgentId: string;
  readonly assigned: readonly Assigned[];
  readonly onAssigned: (list: readonly Assigned[]) => void;
};

/** The creatives that fit a package; the chosen ones with their weight and placements. */
export function AssignmentFields({ item, salesAgentId, assigned, onAssigned }: AssignmentFieldsProps) {
  const choices = useQuery(useTRPC().creatives.choicesFor.queryOptions({ packageId: item.id, salesAgentId }));
  const change = (creativeId: string, part: Partial<Assigned>) =>
    onAssigned(assigned.map((one) => (one.creativeId === creativeId ? { ...one, ...part } : one)));
  const toggle = (creativeId: string, on: boolean) =>
    onAssigned(
      on
        ? [...assigned, { creativeId, weight: "", placementIds: [] }]
        : assigned.filter((one) => one.creativeId !== creativeId),
    );
  return (
    <fieldset className={styles.group} disabled={item.locks.creatives !== null}>
      <legend>{item.name}</legend>
      {item.locks.creatives && <p className="sm dim">{item.locks.creatives}</p>}
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
      {choices.data?.map((creative) => {
        const own = assigned.find((one) => one.creativeId === creative.id);
        return (
          <div key={creative.id} className={styles.assignment}>
            <Checkbox
              label={
                <>
                  {creative.name} <StatusBadge status={creative.status} />
                </>
              }
              description={creative.problem ?? undefined}
              disabled={creative.problem !== null && !own}
              checked={own !== undefined}
              onChange={(event) => toggle(creative.id, event.currentTarget.checked)}
            />
            {own && <Share item={item} own={own} name={creative.name} onChange={(part) => change(creative.id, part)} />}
          </div>
        );
      })}
    </fieldset>
  );
}

type ShareProps = {
  readonly item: EditorPackage;
  readonly own: Assigned;
  readonly name: string;
  readonly onChange: (part: Partial<Assigned>) => void;
};

function Share({ item, own, name, onChange }: ShareProps) {
  return (
    <div className={styles.share}>
      <TextInput
        aria-label={`Weight of ${name}, 0 to 100`}
        description="Weight; empty: an equal share"
        inputMode="numeric"
        value={own.weight}
        error={weightProblem(own.weight)}
        onChange={(event) => onChange({ weight: event.currentTarget.value })}
      />
      {item.placements.length > 1 && (
        <fieldset className={styles.days}>
          <legend className="visually-hidden">Placements of {name}; none chosen: all</legend>
          {item.placements.map(({ id, name: placement }) => (
            <Checkbox
              key={id}
              label={placement}
              checked={own.placementIds.includes(id)}
              onChange={(event) =>
                onChange({
                  placementIds: event.currentTarget.checked
                    ? [...own.placementIds, id]
                    : own.placementIds.filter((other) => other !== id),
                })
              }
            />
          ))}
          {own.placementIds.length === 0 && <span className="sm dim">every placement</span>}
        </fieldset>
      )}
    </div>
  );
}
