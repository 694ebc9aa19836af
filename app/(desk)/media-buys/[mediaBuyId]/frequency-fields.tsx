import { Checkbox } from "@/app/_ui/checkbox";
import { NativeSelect } from "@/app/_ui/native-select";
import { TextInput } from "@/app/_ui/text-input";
import type { OverlayProps } from "./editor-props";
import styles from "./media-buy.module.css";

type Cap = Readonly<Record<string, unknown>>;
const start: Cap = { max_impressions: 3, per: "devices", window: { interval: 1, unit: "days" } };

/** At most so many views each, in so long. A cap holds at one seller; nobody counts across them. */
export function FrequencyFields({ overlay, onField, limitOf, errorOf }: OverlayProps) {
  const cap = capIn(overlay.frequency_cap);
  const limit = limitOf("frequency_cap");
  const window = capIn(cap?.window) ?? {};
  const set = (part: Cap) => onField("frequency_cap", { ...cap, ...part });
  return (
    <fieldset className={styles.group}>
      <Checkbox
        label="Frequency cap"
        description={limit ?? "Per seller; views at other sellers are not counted"}
        disabled={limit !== null}
        checked={cap !== null}
        error={errorOf("frequency_cap")}
        onChange={(event) => onField("frequency_cap", event.currentTarget.checked ? start : undefined)}
      />
      {cap && (
        <div className={styles.four}>
          <TextInput
            label="Views at most"
            inputMode="numeric"
            value={shown(cap.max_impressions)}
            onChange={(event) => set({ max_impressions: wholeOr(event.currentTarget.value) })}
          />
          <NativeSelect
            label="For each of"
            data={["individuals", "households", "devices", "accounts", "cookies"]}
            value={shown(cap.per)}
            onChange={(event) => set({ per: event.currentTarget.value })}
          />
          <TextInput
            label="In"
            inputMode="numeric"
            value={shown(window.interval)}
            onChange={(event) => set({ window: { ...window, interval: wholeOr(event.currentTarget.value) } })}
          />
          <NativeSelect
            label="Unit"
            data={["minutes", "hours", "days", "campaign"]}
            value={shown(window.unit)}
            onChange={(event) => set({ window: windowOf(window, event.currentTarget.value) })}
          />
        </div>
      )}
    </fieldset>
  );
}

function windowOf(window: Cap, unit: string): Cap {
  return unit === "campaign" ? { interval: 1, unit } : { ...window, unit };
}

function capIn(value: unknown): Cap | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Cap) : null;
}

/** What is no whole number stays as typed, for the server to name. */
function wholeOr(text: string): number | string {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : text;
}

function shown(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}
