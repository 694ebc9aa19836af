"use client";

import { MantineProvider } from "@mantine/core";
import type { ReactNode } from "react";
import { SaysAlive } from "./says-alive";
import { cssVariablesResolver, theme } from "./theme";

/** The component theme for everything below it; the scheme follows the system until somebody chooses. */
export function UiProvider({ children }: { readonly children: ReactNode }) {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
      {children}
      <SaysAlive />
    </MantineProvider>
  );
}
