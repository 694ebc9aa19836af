"use client";

import { IconDeviceDesktop, IconMoon, IconSunHigh } from "@tabler/icons-react";
import { type ColourScheme, setColourScheme, useColourScheme } from "@/app/_ui/colour-scheme";
import styles from "./header.module.css";

const schemes: readonly ColourScheme[] = ["auto", "light", "dark"];
const icons = { auto: IconDeviceDesktop, light: IconSunHigh, dark: IconMoon };
const words = { auto: "as the system", light: "light", dark: "dark" };

/** Light, dark, or as the system says: one button that goes round. */
export function SchemeToggle() {
  const shown = useColourScheme();
  const next = schemes[(schemes.indexOf(shown) + 1) % schemes.length] ?? "auto";
  const Icon = icons[shown];
  const label = `Colours: ${words[shown]}. Switch to ${words[next]}`;
  return (
    <button
      type="button"
      className={styles.icon}
      aria-label={label}
      title={label}
      onClick={() => setColourScheme(next)}
    >
      <Icon size={18} stroke={1.6} aria-hidden="true" />
    </button>
  );
}
