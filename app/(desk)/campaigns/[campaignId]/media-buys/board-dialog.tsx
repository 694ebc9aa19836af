import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Dialog } from "@/app/_ui/dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import type { SteeredBuyView } from "@/server/api/views/steering-view";

type BoardDialogProps = {
  readonly campaignId: string;
  readonly title: string;
  readonly onClose: () => void;
  readonly children: (buys: readonly SteeredBuyView[]) => ReactNode;
};

/** A dialog over what the campaign's media buys are right now; asked for afresh each time it opens. */
export function BoardDialog({ campaignId, title, onClose, children }: BoardDialogProps) {
  const board = useQuery(
    useTRPC().steering.campaign.queryOptions({ campaignId }, { refetchOnMount: "always", refetchInterval: 10_000 }),
  );
  const refusal = refusalOf(board.error);
  return (
    <Dialog open onClose={onClose} title={title} width="680px">
      {refusal && (
        <Failure title="The packages could not be loaded" message={refusal.message} retry={() => board.refetch()} />
      )}
      {board.isPending && <p className="dim">Looking at the packages…</p>}
      {board.data && children(board.data.buys)}
    </Dialog>
  );
}
