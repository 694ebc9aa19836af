import { createContext, useContext } from "react";

/** The nonce of the page's policy, for styles that are made in the browser. */
export const PageNonce = createContext("");

export const usePageNonce = (): string => useContext(PageNonce);
