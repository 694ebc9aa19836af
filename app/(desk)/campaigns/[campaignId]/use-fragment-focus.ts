import { useEffect } from "react";

const focusable = "input, select, textarea, button, a[href]";

/** Arriving with a fragment, as the links of the review do: the field or row of that id comes into view and takes the focus. */
export function useFragmentFocus(): void {
  useEffect(() => {
    const target = document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
    if (!target) return;
    const field = target.matches(focusable) ? target : target.querySelector<HTMLElement>(focusable);
    target.scrollIntoView({ block: "center" });
    field?.focus({ preventScroll: true });
  }, []);
}
