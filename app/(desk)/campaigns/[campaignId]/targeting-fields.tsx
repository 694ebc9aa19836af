"use client";

import { CountryPicker } from "./country-picker";
import { DevicePicker } from "./device-picker";
import styles from "./plan.module.css";
import { listOf } from "./plan-fields";
import type { PlanAutosave } from "./use-plan-autosave";

export function TargetingFields({ plan }: { readonly plan: PlanAutosave }) {
  const { shown, state, edit } = plan;
  return (
    <div className={styles.grid}>
      <div id="countries">
        <CountryPicker
          countries={listOf(shown.countries)}
          error={state.errors.countries}
          whenEmpty="Everywhere the product runs"
          onCountries={(countries) => edit("countries", countries)}
        />
      </div>
      <div id="deviceTypes">
        <DevicePicker
          devices={listOf(shown.deviceTypes)}
          error={state.errors.deviceTypes}
          onDevices={(devices) => edit("deviceTypes", devices)}
        />
      </div>
    </div>
  );
}
