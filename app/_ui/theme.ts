import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const petrol: MantineColorsTuple = [
  "#eef6f8",
  "#e2eff2",
  "#c3dfe6",
  "#a6dcea",
  "#5fb6cc",
  "#2f8fa8",
  "#1d7489",
  "#0f5f73",
  "#0a4e60",
  "#0a4857",
];

const fontFamily = '"Inter Variable", Inter, system-ui, sans-serif';

const compactInput = {
  defaultProps: { size: "xs" },
  vars: () => ({ wrapper: { "--input-fz": "13px", "--input-height": "32px" } }),
};

/** The tokens of globals.css as Mantine's theme: petrol, Inter 13–14 px, radius 6, compact controls. */
export const theme = createTheme({
  primaryColor: "petrol",
  primaryShade: { light: 7, dark: 4 },
  colors: { petrol },
  black: "#1a1c20",
  autoContrast: true,
  fontFamily,
  headings: { fontFamily, fontWeight: "640" },
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.45", lg: "1.4", xl: "1.3" },
  spacing: { xs: "6px", sm: "10px", md: "14px", lg: "20px", xl: "28px" },
  radius: { xs: "3px", sm: "4px", md: "6px", lg: "8px", xl: "12px" },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: {
      defaultProps: { size: "xs", variant: "default" },
      vars: () => ({ root: { "--button-fz": "13px", "--button-padding-x": "11px" } }),
    },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: "md" } },
    Input: compactInput,
    InputWrapper: { defaultProps: { size: "sm" } },
    Checkbox: { defaultProps: { size: "xs" } },
    Radio: { defaultProps: { size: "xs" } },
    Switch: { defaultProps: { size: "xs" } },
    Tabs: { defaultProps: { keepMounted: false } },
  },
});

/** Hands the tokens to Mantine's own variables, so one set of colours holds in both schemes. */
export const cssVariablesResolver: CSSVariablesResolver = () => {
  const colours = {
    "--mantine-color-body": "var(--paper)",
    "--mantine-color-text": "var(--ink)",
    "--mantine-color-bright": "var(--ink)",
    "--mantine-color-dimmed": "var(--ink-2)",
    "--mantine-color-placeholder": "var(--ink-3)",
    "--mantine-color-anchor": "var(--accent-ink)",
    "--mantine-color-error": "var(--stop-ink)",
    "--mantine-color-success": "var(--live-ink)",
    "--mantine-color-default": "var(--panel)",
    "--mantine-color-default-hover": "var(--sunk)",
    "--mantine-color-default-color": "var(--ink)",
    "--mantine-color-default-border": "var(--line-strong)",
    "--mantine-color-disabled": "var(--sunk)",
    "--mantine-color-disabled-color": "var(--ink-3)",
    "--mantine-color-disabled-border": "var(--line)",
    "--mantine-color-petrol-filled": "var(--accent)",
    "--mantine-color-petrol-filled-hover": "var(--accent-hover)",
    "--mantine-color-petrol-light": "var(--accent-soft)",
    "--mantine-color-petrol-light-hover": "var(--accent-soft)",
    "--mantine-color-petrol-light-color": "var(--accent-ink)",
    "--mantine-color-petrol-outline": "var(--accent)",
    "--mantine-primary-color-contrast": "var(--accent-contrast)",
  };
  return { variables: {}, light: colours, dark: colours };
};
