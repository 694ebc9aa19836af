import localFont from "next/font/local";

/** Inter for what most pages are written in: known to the browser from the page's head on, so the first words are laid out once. */
export const latin = localFont({
  src: "../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
  weight: "100 900",
  display: "swap",
  variable: "--font-latin",
  adjustFontFallback: false,
});
