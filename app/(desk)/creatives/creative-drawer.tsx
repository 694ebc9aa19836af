"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { Drawer } from "@/app/_ui/drawer";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { CreativeDetail } from "./creative-detail";
import { isMoving } from "./is-moving";

type CreativeDrawerProps = {
  /** null: closed. */
  readonly creativeId: string | null;
  readonly onClose: () => void;
};

/** One creative beside the list. */
export function CreativeDrawer({ creativeId, onClose }: CreativeDrawerProps) {
  const trpc = useTRPC();
  const creative = useQuery(
    trpc.creatives.get.queryOptions(
      { id: creativeId ?? "" },
      {
        enabled: creativeId !== null,
        refetchInterval: ({ state: { data } }) => (data && isMoving(data) ? 2_000 : 20_000),
      },
    ),
  );
  const refusal = refusalOf(creative.error);
  return (
    <Drawer
      open={creativeId !== null}
      onClose={onClose}
      title={creative.data?.name ?? "Creative"}
      busy={creative.isPending}
    >
      {refusal && (
        <Failure
          title="The creative could not be loaded"
          message={refusal.message}
          retry={() => creative.refetch()}
          requestId={refusal.requestId}
        />
      )}
      {creative.data && <CreativeDetail key={creativeId} creative={creative.data} onClose={onClose} />}
    </Drawer>
  );
}
