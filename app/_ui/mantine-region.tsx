"use client";

import "./mantine-region.css";
import { MantineProvider } from "@mantine/core";
import { setNonce } from "get-nonce";
import { type ReactNode, useState } from "react";
import { type ColourScheme, colourScheme, subscribeScheme } from "./colour-scheme";
import { usePageNonce } from "./page-nonce";
import { cssVariablesResolver, theme } from "./theme";

/** Around the few pieces that are Mantine's (palette, notices, menu, chart): they and it are loaded when first asked for. */
export function MantineRegion({ children }: { readonly children: ReactNode }) {
  const nonce = usePageNonce();
  const [scheme] = useState(readOnlyScheme);
  // Browsers hide the nonce of what is on the page; what locks the scroll behind a dialog makes its style element from this one.
  setNonce(nonce);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      colorSchemeManager={scheme}
      getStyleNonce={() => nonce}
    >
      {children}
    </MantineProvider>
  );
}

/** Mantine's view of our own choice; it never makes one itself. */
function readOnlyScheme() {
  let end = () => {};
  return {
    get: colourScheme,
    set: () => {},
    subscribe: (onUpdate: (scheme: ColourScheme) => void) => {
      end = subscribeScheme(() => onUpdate(colourScheme()));
    },
    unsubscribe: () => end(),
    clear: () => {},
  };
}
