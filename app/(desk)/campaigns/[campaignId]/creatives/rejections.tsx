"use client";

import Link from "next/link";
import { Notice } from "@/app/_ui/notice";
import { useCan } from "@/app/_ui/viewer";
import type { MatrixCell } from "@/server/api/views/creative-matrix-view";
import styles from "./matrix.module.css";
import type { Matrix } from "./use-matrix";

/** What a seller rejected and why, in its own words, once per seller; it stays usable at the others. */
export function Rejections({ matrix }: { readonly matrix: Matrix }) {
  const { cells, packages, creatives } = matrix.view;
  const mayWrite = useCan("creative:write");
  const rejected = cells.filter((cell) => cell.fits && cell.status === "rejected");
  const notices = new Map(
    rejected.flatMap((cell) => {
      const item = packages.find(({ id }) => id === cell.packageId);
      const creative = creatives.find(({ id }) => id === cell.creativeId);
      return item && creative ? [[`${creative.id}/${item.salesAgent.id}`, { cell, item, creative }] as const] : [];
    }),
  );
  return (
    <>
      {[...notices].map(([key, { cell, item, creative }]) => (
        <Notice
          key={key}
          tone="stop"
          word="Rejected"
          glyph="cross"
          title={`${creative.name}, by ${item.salesAgent.name}`}
          actions={
            <Link href={`/creatives?creative=${creative.id}`}>{mayWrite ? "Change and send again" : "Look at it"}</Link>
          }
        >
          {cell.statusReason && <blockquote className={styles.words}>“{cell.statusReason}”</blockquote>}
          {isUsableElsewhere(matrix, cell) && "It stays usable at the other sellers."}
        </Notice>
      ))}
    </>
  );
}

function isUsableElsewhere({ view }: Matrix, rejected: MatrixCell): boolean {
  return view.cells.some((cell) => cell.creativeId === rejected.creativeId && cell.fits && cell.status !== "rejected");
}
