import { Checkbox } from "@/app/_ui/checkbox";
import type { PackagePlanView } from "@/server/api/views/package-plan-view";
import { CountryPicker } from "../country-picker";
import { DevicePicker } from "../device-picker";
import { listOf } from "../plan-fields";
import styles from "./sheet.module.css";
import type { PackageRowState } from "./use-package-row";

type OwnTargetingProps = {
  readonly state: PackageRowState;
  readonly draft: PackagePlanView["campaign"]["draft"];
};

/** Each dimension is the plan's until the package is given its own; an own list may be empty, which means no limit. */
export function OwnTargeting({ state, draft }: OwnTargetingProps) {
  const { shown, edit, issueAt, row } = state;
  const { locks } = row;
  const own = { countries: shown.countries !== null, deviceTypes: shown.deviceTypes !== null };
  return (
    <div className={styles.fields}>
      <Checkbox
        label={`Countries as in the plan (${draft.countries.join(", ") || "no limit"})`}
        checked={!own.countries}
        onChange={(event) =>
          edit("countries", event.currentTarget.checked ? null : locks.countries === null ? draft.countries : [])
        }
      />
      {!own.countries && locks.countries && <p className="sm dim">{locks.countries}</p>}
      {own.countries && (
        <CountryPicker
          countries={listOf(shown.countries)}
          error={issueAt("countries")?.message}
          lock={locks.countries}
          whenEmpty="No limit, whatever the plan says"
          onCountries={(countries) => edit("countries", countries)}
        />
      )}
      <Checkbox
        label={`Devices as in the plan (${draft.deviceTypes.join(", ") || "no limit"})`}
        checked={!own.deviceTypes}
        onChange={(event) =>
          edit("deviceTypes", event.currentTarget.checked ? null : locks.deviceTypes === null ? draft.deviceTypes : [])
        }
      />
      {!own.deviceTypes && locks.deviceTypes && <p className="sm dim">{locks.deviceTypes}</p>}
      {own.deviceTypes && (
        <DevicePicker
          devices={listOf(shown.deviceTypes)}
          error={issueAt("deviceTypes")?.message}
          lock={locks.deviceTypes}
          onDevices={(devices) => edit("deviceTypes", devices)}
        />
      )}
    </div>
  );
}
