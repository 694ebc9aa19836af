import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from "@mantine/core";

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

/** Mantine's two greys, in our tints: what it draws from them (menus, borders, placeholders) then matches the paper. */
const gray: MantineColorsTuple = [
  "#f9f9f7",
  "#f3f3ef",
  "#e9e8e3",
  "#e3e2dc",
  "#cbc9c0",
  "#8b8a83",
  "#686c75",
  "#565a63",
  "#3b3f46",
  "#1a1c20",
];
const dark: MantineColorsTuple = [
  "#e9eaec",
  "#a8adb7",
  "#9097a2",
  "#747b87",
  "#3d424b",
  "#2b2f36",
  "#1a1d22",
  "#131519",
  "#101216",
  "#0c0e11",
];

const fontFamily = "var(--font)";

/** The accent is dark in one scheme and light in the other; what stands on it follows the token, not Mantine's guess. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colours = defaultVariantColorsResolver(input);
  const isAccent = input.color === undefined || input.color === "petrol";
  return input.variant === "filled" && isAccent ? { ...colours, color: "var(--accent-contrast)" } : colours;
};

const compactInput = {
  defaultProps: { size: "xs" },
  vars: () => ({ wrapper: { "--input-fz": "13px", "--input-height": "32px" } }),
};

/** The tokens of globals.css as Mantine's theme: petrol, Inter 13–14 px, radius 6, compact controls. */
export const theme = createTheme({
  primaryColor: "petrol",
  primaryShade: { light: 7, dark: 4 },
  colors: { petrol, gray, dark },
  black: "#1a1c20",
  autoContrast: true,
  variantColorResolver,
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
    InputWrapper: { defaultProps: { size: "sm", inputWrapperOrder: ["label", "input", "description", "error"] } },
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
