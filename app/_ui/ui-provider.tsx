"use client";

import { MantineProvider } from "@mantine/core";
import { setNonce } from "get-nonce";
import type { ReactNode } from "react";
import { SaysAlive } from "./says-alive";
import { cssVariablesResolver, theme } from "./theme";

type UiProviderProps = { readonly nonce: string; readonly children: ReactNode };

/** The component theme for everything below it; the scheme follows the system until somebody chooses. `nonce`: of the page's policy. */
export function UiProvider({ nonce, children }: UiProviderProps) {
  // Browsers hide the nonce of what is on the page; what locks the scroll behind a dialog makes its style element from this one.
  if (typeof window !== "undefined") setNonce(nonce);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      {children}
      <SaysAlive />
    </MantineProvider>
  );
}
