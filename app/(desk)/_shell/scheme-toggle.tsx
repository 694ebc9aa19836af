"use client";

import { useMantineColorScheme } from "@mantine/core";
import { IconDeviceDesktop, IconMoon, IconSunHigh } from "@tabler/icons-react";
import { useSyncExternalStore } from "react";
import styles from "./header.module.css";

const schemes = ["auto", "light", "dark"] as const;
type Scheme = (typeof schemes)[number];
const icons = { auto: IconDeviceDesktop, light: IconSunHigh, dark: IconMoon };
const words = { auto: "as the system", light: "light", dark: "dark" };

/** Light, dark, or as the system says: one button that goes round. */
export function SchemeToggle() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const shown: Scheme = useIsInBrowser() ? colorScheme : "auto";
  const next = schemes[(schemes.indexOf(shown) + 1) % schemes.length] ?? "auto";
  const Icon = icons[shown];
  const label = `Colours: ${words[shown]}. Switch to ${words[next]}`;
  return (
    <button type="button" className={styles.icon} aria-label={label} title={label} onClick={() => setColorScheme(next)}>
      <Icon size={18} stroke={1.6} aria-hidden="true" />
    </button>
  );
}

const never = () => () => {};

/** False while rendering on the server and hydrating, where nobody knows the stored choice. */
function useIsInBrowser(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
