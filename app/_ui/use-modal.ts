import { type RefObject, useEffect, useRef } from "react";

/** The ref of a `<dialog>` that is modal while `open`: focus stays inside, Escape closes, the focus returns. */
export function useModal(open: boolean): RefObject<HTMLDialogElement | null> {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open && !ref.current?.open) ref.current?.showModal();
    if (!open && ref.current?.open) ref.current.close();
  }, [open]);
  return ref;
}
