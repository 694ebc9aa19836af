"use client";

import { type ReactNode, useEffect } from "react";
import { followScheme } from "./colour-scheme";
import { PageNonce } from "./page-nonce";
import { SaysAlive } from "./says-alive";

type UiProviderProps = { readonly nonce: string; readonly children: ReactNode };

/** What every page needs of the browser; the colours follow the system until somebody chooses. `nonce`: of the page's policy. */
export function UiProvider({ nonce, children }: UiProviderProps) {
  useEffect(followScheme, []);
  return (
    <PageNonce value={nonce}>
      {children}
      <SaysAlive />
    </PageNonce>
  );
}
