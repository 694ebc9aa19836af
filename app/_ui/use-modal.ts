import { type RefObject, useEffect, useRef } from "react";

/** From here on a drawer stands beside what it is about; below, there is no room for both. */
const roomForBoth = "(min-width: 900px)";

/**
 * The ref of a `<dialog>` that is modal while `open`: focus stays inside, Escape closes, the focus returns. `beside`: not modal where there is
 * room for both, so that the page stays in use, and need not be styled anew as inert (docs/decisions/0033).
 */
export function useModal(open: boolean, beside = false): RefObject<HTMLDialogElement | null> {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog || open === dialog.open) return;
    if (!open) dialog.close();
    else if (beside && window.matchMedia(roomForBoth).matches) dialog.show();
    else dialog.showModal();
  }, [open, beside]);
  useEffect(() => {
    if (!open || !beside) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !isElsewhere(event.target, ref.current)) ref.current?.close();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [open, beside]);
  return ref;
}

/** In a field or another dialog Escape means what is there. */
function isElsewhere(target: EventTarget | null, dialog: HTMLElement | null): boolean {
  if (!(target instanceof Element) || dialog?.contains(target)) return false;
  return target.closest("input, select, textarea, dialog, [role=dialog], [role=listbox]") !== null;
}
