"use client";

import { useSyncExternalStore } from "react";
import { Glyph } from "@/app/_ui/glyph";
import { NativeSelect } from "@/app/_ui/native-select";
import { countryCodes } from "@/server/domain/targeting/countries";
import styles from "./plan.module.css";

type CountryPickerProps = {
  readonly countries: readonly string[];
  readonly onCountries: (countries: readonly string[]) => void;
  /** What no country means here. */
  readonly whenEmpty: string;
  readonly error?: string | undefined;
  /** Why none can be added; what is there can be taken away. */
  readonly lock?: string | null | undefined;
};

/** The chosen countries as removable words and a list to add one. */
export function CountryPicker({ countries, onCountries, whenEmpty, error, lock }: CountryPickerProps) {
  const names = useCountryNames();
  const nameOf = (code: string) => names.get(code) ?? code;
  const options = countryCodes
    .filter((code) => !countries.includes(code))
    .map((code) => ({ value: code, label: nameOf(code) }))
    .sort((a, b) => a.label.localeCompare(b.label, "en"));
  return (
    <div>
      <NativeSelect
        label="Countries"
        data={[{ value: "", label: "Add a country…" }, ...(names.size > 0 ? options : [])]}
        value=""
        disabled={lock != null}
        description={lock ?? undefined}
        error={error}
        onChange={(event) => event.currentTarget.value && onCountries([...countries, event.currentTarget.value])}
      />
      <ul className={styles.words} aria-label="Chosen">
        {countries.length === 0 && <li className="dim sm">{whenEmpty}</li>}
        {countries.map((code) => (
          <li key={code} className={styles.word}>
            {nameOf(code)}
            <button
              type="button"
              aria-label={`Remove ${nameOf(code)}`}
              onClick={() => onCountries(countries.filter((other) => other !== code))}
            >
              <Glyph name="cross" />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

let known: ReadonlyMap<string, string> | undefined;
const none: ReadonlyMap<string, string> = new Map();
const neverChanges = () => () => undefined;

/** Names from the browser; while rendering on the server none, so that both render the same. */
function useCountryNames(): ReadonlyMap<string, string> {
  return useSyncExternalStore(neverChanges, browserNames, () => none);
}

function browserNames(): ReadonlyMap<string, string> {
  const words = new Intl.DisplayNames("en", { type: "region" });
  known ??= new Map(countryCodes.map((code) => [code, words.of(code) ?? code]));
  return known;
}
