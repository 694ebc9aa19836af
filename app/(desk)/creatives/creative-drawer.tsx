"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useId, useRef } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Glyph } from "@/app/_ui/glyph";
import { CreativeDetail } from "./creative-detail";
import styles from "./creatives.module.css";
import { isMoving } from "./is-moving";

type CreativeDrawerProps = {
  /** null: closed. */
  readonly creativeId: string | null;
  readonly onClose: () => void;
};

/** One creative beside the list: the browser's own dialog, so focus stays inside and Escape closes. */
export function CreativeDrawer({ creativeId, onClose }: CreativeDrawerProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const open = creativeId !== null;
  useEffect(() => {
    if (open && !ref.current?.open) ref.current?.showModal();
    if (!open && ref.current?.open) ref.current.close();
  }, [open]);
  return (
    <dialog ref={ref} className={styles.drawer} aria-labelledby={titleId} onClose={() => open && onClose()}>
      {creativeId !== null && <Opened creativeId={creativeId} titleId={titleId} onClose={onClose} />}
    </dialog>
  );
}

type OpenedProps = { readonly creativeId: string; readonly titleId: string; readonly onClose: () => void };

function Opened({ creativeId, titleId, onClose }: OpenedProps) {
  const trpc = useTRPC();
  const creative = useQuery(
    trpc.creatives.get.queryOptions(
      { id: creativeId },
      { refetchInterval: ({ state: { data } }) => (data && isMoving(data) ? 2_000 : 20_000) },
    ),
  );
  const refusal = refusalOf(creative.error);
  return (
    <>
      <div className={styles.drawerHead}>
        <h2 id={titleId}>{creative.data?.name ?? "Creative"}</h2>
        <button type="button" className={styles.close} aria-label="Close" onClick={onClose}>
          <Glyph name="cross" />
        </button>
      </div>
      <div className={styles.drawerBody} aria-busy={creative.isPending}>
        {refusal && (
          <Failure
            title="The creative could not be loaded"
            message={refusal.message}
            retry={() => creative.refetch()}
            requestId={refusal.requestId}
          />
        )}
        {creative.data && <CreativeDetail creative={creative.data} onClose={onClose} />}
      </div>
    </>
  );
}
