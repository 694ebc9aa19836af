import "@fontsource-variable/inter/wght.css";
import "./globals.css";
import { ColorSchemeScript } from "@mantine/core";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { nonceHeader } from "@/app/_http/content-security-policy";
import { UiProvider } from "./_ui/ui-provider";
import { latin } from "./font";

export const metadata: Metadata = {
  title: { default: "Flightdeck", template: "%s · Flightdeck" },
  description: "The buyer's desk for AdCP: plan, approve and steer media buys at many sellers, every write verified.",
  icons: { icon: "/mark.svg" },
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#1a1d22" },
  ],
};

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const nonce = (await headers()).get(nonceHeader) ?? "";
  return (
    // The script below sets the colours before the first paint.
    <html lang="en" className={latin.variable} suppressHydrationWarning data-mantine-color-scheme="light">
      <head>
        <ColorSchemeScript defaultColorScheme="auto" nonce={nonce} />
      </head>
      <body>
        <UiProvider nonce={nonce}>{children}</UiProvider>
      </body>
    </html>
  );
}
