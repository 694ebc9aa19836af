import { Checkbox } from "@/app/_ui/checkbox";
import styles from "./plan.module.css";

/** Words for AdCP's device types; "unknown" is not offered, since nobody aims at it. */
export const deviceWords: Readonly<Record<string, string>> = {
  desktop: "Desktop",
  mobile: "Mobile",
  tablet: "Tablet",
  ctv: "Connected TV",
  dooh: "Digital out of home",
};

type DevicePickerProps = {
  readonly devices: readonly string[];
  readonly onDevices: (devices: readonly string[]) => void;
  readonly error?: string | undefined;
  /** Why none can be added; what is there can be taken away. */
  readonly lock?: string | null | undefined;
};

export function DevicePicker({ devices, onDevices, error, lock }: DevicePickerProps) {
  return (
    <fieldset className={styles.devices}>
      <legend>Devices</legend>
      <div className={styles.deviceList}>
        {Object.entries(deviceWords).map(([device, word]) => (
          <Checkbox
            key={device}
            label={word}
            checked={devices.includes(device)}
            disabled={lock != null && !devices.includes(device)}
            onChange={(event) =>
              onDevices(
                event.currentTarget.checked ? [...devices, device] : devices.filter((other) => other !== device),
              )
            }
          />
        ))}
      </div>
      <p className={error ? styles.problem : "dim sm"}>
        {error ?? lock ?? (devices.length === 0 ? "All devices" : "")}
      </p>
    </fieldset>
  );
}
