"use client";

import { lazy, Suspense, useState } from "react";
import { Button } from "@/app/_ui/button";
import { useCan } from "@/app/_ui/viewer";
import type { MediaBuyView, PackageView } from "@/server/api/views/media-buy-view";
import styles from "./media-buy.module.css";
import { PackagePause } from "./package-pause";

// Loaded when first opened.
const PackageEditor = lazy(() => import("./package-editor"));
const CancelDialog = lazy(() => import("./cancel-dialog"));

type PackageActionsProps = { readonly buy: MediaBuyView; readonly item: PackageView };

/** Pause, edit and, from there, cancel one package. */
export function PackageActions({ buy, item }: PackageActionsProps) {
  const mayEdit = useCan("media_buy:edit");
  const [open, setOpen] = useState<"edit" | "cancel" | null>(null);
  const close = () => setOpen(null);
  const why = buy.allowed.updatePackages && buy.allowed.updateBudget && buy.allowed.updateDates;
  if (item.canceledAt) return null;
  return (
    <div className={styles.rowActions}>
      <PackagePause buy={buy} item={item} />
      {mayEdit && (
        <Button disabled={why !== null} title={why ?? undefined} onClick={() => setOpen("edit")}>
          Edit…<span className="visually-hidden"> {item.name}</span>
        </Button>
      )}
      <Suspense>
        {open === "edit" && (
          <PackageEditor mediaBuyId={buy.id} packageId={item.id} onClose={close} onCancel={() => setOpen("cancel")} />
        )}
        {open === "cancel" && <CancelDialog mediaBuyId={buy.id} packageId={item.id} onClose={close} />}
      </Suspense>
    </div>
  );
}
