import { useSyncExternalStore } from "react";

/**
 * False in the server's HTML and true once the page answers presses. What would be lost before that (a form the browser would
 * send itself, a button that would do nothing) is disabled until then.
 */
export function useIsAlive(): boolean {
  return useSyncExternalStore(neverChanges, () => true, notOnTheServer);
}

const neverChanges = () => () => undefined;
const notOnTheServer = () => false;
