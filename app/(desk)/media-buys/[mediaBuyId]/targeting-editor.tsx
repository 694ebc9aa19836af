import { useState } from "react";
import { BeforeAfter } from "@/app/_ui/diff";
import { Notice } from "@/app/_ui/notice";
import { TextInput } from "@/app/_ui/text-input";
import { CountryPicker } from "@/app/(desk)/campaigns/[campaignId]/country-picker";
import { DevicePicker } from "@/app/(desk)/campaigns/[campaignId]/device-picker";
import type { TargetingOverlay } from "@/server/domain/targeting/overlay";
import { DaypartFields } from "./daypart-fields";
import { type EditorProps, errorAt, type OverlayProps } from "./editor-props";
import { FrequencyFields } from "./frequency-fields";
import { KeywordFields } from "./keyword-fields";
import styles from "./media-buy.module.css";
import { fieldWords, overlayDiff, overlayWords } from "./package-draft";

/** The whole overlay; fields without a form here stay exactly as they are. */
export function TargetingEditor(props: EditorProps) {
  const { item, draft, onDraft } = props;
  const { overlay } = draft;
  const diff = overlayDiff(item.targetingOverlay, overlay);
  const shared: OverlayProps = {
    overlay,
    onField: (field, value) => onDraft({ overlay: withField(overlay, field, value) }),
    limitOf: (field) => item.locks.targeting ?? item.targetingLimits[field] ?? null,
    offeredOf: (field) => item.offeredValues[field] ?? null,
    errorOf: (field) => errorAt(props, `targetingOverlay.${field}`),
  };
  return (
    <details className={styles.part} open={errorAt(props, "targetingOverlay") !== undefined || undefined}>
      <summary>
        Targeting <span className="sm dim">{summaryOf(overlay)}</span>
      </summary>
      {item.locks.targeting ? (
        <p className="dim">{item.locks.targeting}</p>
      ) : (
        <div className={styles.partBody}>
          <PlaceFields {...shared} />
          <FrequencyFields {...shared} />
          <DaypartFields {...shared} />
          <KeywordFields {...shared} />
          <Kept overlay={overlay} />
          <TargetingDiff diff={diff} />
        </div>
      )}
    </details>
  );
}

function withField(overlay: TargetingOverlay, field: string, value: unknown): TargetingOverlay {
  const { [field]: _, ...rest } = overlay;
  return value === undefined ? rest : { ...rest, [field]: value };
}

function PlaceFields(props: OverlayProps) {
  const { overlay, onField, limitOf, errorOf } = props;
  return (
    <>
      <CountryPicker
        countries={textsIn(overlay.geo_countries)}
        error={errorOf("geo_countries")}
        lock={limitOf("geo_countries")}
        whenEmpty="Everywhere the product runs"
        onCountries={(countries) => onField("geo_countries", countries)}
      />
      <ListField {...props} field="geo_regions" label="Regions" hint="Codes such as DE-BE, US-CA, by comma" upper />
      <ListField {...props} field="language" label="Languages" hint="Codes such as de, en, by comma" />
      <DevicePicker
        devices={textsIn(overlay.device_type)}
        error={errorOf("device_type")}
        lock={limitOf("device_type")}
        onDevices={(devices) => onField("device_type", devices)}
      />
    </>
  );
}

type ListFieldProps = OverlayProps & {
  readonly field: string;
  readonly label: string;
  readonly hint: string;
  readonly upper?: boolean;
};

/** Codes by comma; what was typed stays as it was typed. */
function ListField({ overlay, onField, limitOf, errorOf, field, label, hint, upper }: ListFieldProps) {
  const [text, setText] = useState(() => textsIn(overlay[field]).join(", "));
  const limit = limitOf(field);
  const change = (typed: string) => {
    setText(typed);
    const codes = typed.split(/[\s,;]+/).filter(Boolean);
    const list = codes.map((code) => (upper ? code.toUpperCase() : code.toLowerCase()));
    onField(field, list.length === 0 ? undefined : [...new Set(list)]);
  };
  return (
    <TextInput
      label={label}
      description={limit ?? hint}
      disabled={limit !== null}
      value={text}
      error={errorOf(field)}
      autoComplete="off"
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}

const edited = new Set([
  "geo_countries",
  "geo_regions",
  "language",
  "device_type",
  "frequency_cap",
  "daypart_targets",
  "keyword_targets",
  "negative_keywords",
]);

function Kept({ overlay }: { readonly overlay: TargetingOverlay }) {
  const others = Object.entries(overlay).filter(([name]) => !edited.has(name));
  if (others.length === 0) return null;
  return (
    <p className="sm dim">
      Stays as it is: {others.map(([name, value]) => `${fieldWords(name)} ${overlayWords(value)}`).join("; ")}
    </p>
  );
}

const keywordNames = new Set(["keyword_targets", "negative_keywords"]);

function TargetingDiff({ diff }: { readonly diff: ReturnType<typeof overlayDiff> }) {
  if (diff.length === 0) return null;
  const onlyKeywords = diff.every(({ name }) => keywordNames.has(name));
  return (
    <>
      <ul className={styles.changes} aria-label="Changes of the targeting">
        {diff.map(({ name, before, after }) => (
          <li key={name}>
            <span className="sm dim">{fieldWords(name)}</span>{" "}
            <BeforeAfter before={before === "none" ? null : before} after={after} />
          </li>
        ))}
      </ul>
      <Notice
        tone="accent"
        word={onlyKeywords ? "Adds and removes" : "Replaces everything"}
        glyph="swap"
        title={
          onlyKeywords
            ? "Only the keywords that come and go are sent."
            : "The seller replaces the whole targeting: everything above is sent, changed or not."
        }
      >
        {!onlyKeywords && "A change of targeting likely needs the seller's approval."}
      </Notice>
    </>
  );
}

function summaryOf(overlay: TargetingOverlay): string {
  const names = Object.entries(overlay).filter(([, value]) => !(Array.isArray(value) && value.length === 0));
  return names.length === 0 ? "everybody the product reaches" : names.map(([name]) => fieldWords(name)).join(", ");
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}
