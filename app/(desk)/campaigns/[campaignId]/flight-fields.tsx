"use client";

import { useSyncExternalStore } from "react";
import { DayInput } from "@/app/_ui/day-input";
import { NativeSelect } from "@/app/_ui/native-select";
import { planLabels, textOf } from "./plan-fields";
import type { PlanAutosave } from "./use-plan-autosave";

export function FlightFields({ plan }: { readonly plan: PlanAutosave }) {
  const { shown, state, edit } = plan;
  const zones = useZones(textOf(shown.timeZone));
  return (
    <>
      <DayInput
        id="startDay"
        label="First day"
        day={textOf(shown.startDay) || null}
        error={state.errors.startDay ?? null}
        onDay={(day) => edit("startDay", day)}
      />
      <DayInput
        id="endDay"
        label="Last day"
        day={textOf(shown.endDay) || null}
        error={state.errors.endDay ?? null}
        {...(textOf(shown.startDay) ? { min: textOf(shown.startDay) } : {})}
        onDay={(day) => edit("endDay", day)}
      />
      <NativeSelect
        id="timeZone"
        label={planLabels.timeZone}
        data={zones}
        value={textOf(shown.timeZone)}
        error={state.errors.timeZone ?? undefined}
        onChange={(event) => edit("timeZone", event.currentTarget.value)}
      />
    </>
  );
}

/** Every zone the browser knows; while rendering on the server only the chosen one. */
function useZones(chosen: string): string[] {
  const all = useSyncExternalStore(neverChanges, browserZones, noZones);
  return all.includes(chosen) ? all : [chosen, ...all];
}

const noZones = (): string[] => none;
const none: string[] = [];
const neverChanges = () => () => undefined;
let zones: string[] | undefined;

function browserZones(): string[] {
  zones ??= ["UTC", ...Intl.supportedValuesOf("timeZone")];
  return zones;
}
