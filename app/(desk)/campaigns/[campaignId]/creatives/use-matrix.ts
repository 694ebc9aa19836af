import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import type { CreativeMatrixView, MatrixCell } from "@/server/api/views/creative-matrix-view";
import { standingOf } from "@/server/domain/creative/review-state";

export type Matrix = {
  readonly view: CreativeMatrixView;
  readonly cellOf: (creativeId: string, packageId: string) => MatrixCell | undefined;
  /** Everything a click could assign now. */
  readonly fitting: readonly MatrixCell[];
  /** Cells the server has not answered for yet. */
  readonly isBusy: (cell: MatrixCell) => boolean;
  readonly set: (cells: readonly MatrixCell[], assigned: boolean) => void;
  readonly error: unknown;
};

const nameOf = (cell: Pick<MatrixCell, "creativeId" | "packageId">) => `${cell.creativeId}/${cell.packageId}`;

/** The matrix as the server has it, followed closely while a seller is deciding, and the one way to change it. */
export function useMatrix(campaignId: string): Matrix {
  const trpc = useTRPC();
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const { data: view } = useSuspenseQuery(
    trpc.creatives.matrix.queryOptions(
      { campaignId },
      { refetchInterval: ({ state: { data } }) => (data?.cells.some(isWaiting) ? 2_000 : 20_000) },
    ),
  );
  const assign = useMutation(trpc.creatives.assign.mutationOptions());
  const cells = new Map(view.cells.map((cell) => [nameOf(cell), cell]));
  const set = (changed: readonly MatrixCell[], assigned: boolean) => {
    if (changed.length === 0) return;
    const names = changed.map(nameOf);
    setBusy((current) => new Set([...current, ...names]));
    const changes = changed.map(({ creativeId, packageId }) => ({ creativeId, packageId, assigned }));
    const free = () => setBusy((current) => new Set([...current].filter((name) => !names.includes(name))));
    assign.mutateAsync({ campaignId, changes }).then(free, free);
  };
  return {
    view,
    cellOf: (creativeId, packageId) => cells.get(nameOf({ creativeId, packageId })),
    fitting: view.cells.filter((cell) => cell.fits && !cell.assigned && cell.refusal === null),
    isBusy: (cell) => busy.has(nameOf(cell)),
    set,
    error: assign.error,
  };
}

function isWaiting(cell: MatrixCell): boolean {
  return standingOf(cell.status) === "waiting";
}
