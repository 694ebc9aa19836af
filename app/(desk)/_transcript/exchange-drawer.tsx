"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { Drawer } from "@/app/_ui/drawer";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { useViewer } from "@/app/_ui/viewer";
import { ExchangeDetail } from "./exchange-detail";
import { exchangeName } from "./exchange-words";

type ExchangeDrawerProps = {
  /** null: closed. */
  readonly exchangeId: string | null;
  readonly onOpen: (id: string) => void;
  readonly onClose: () => void;
};

/** One exchange beside the list. */
export function ExchangeDrawer({ exchangeId, onOpen, onClose }: ExchangeDrawerProps) {
  const { timeZone } = useViewer();
  const exchange = useQuery(
    useTRPC().transcript.get.queryOptions({ exchangeId: exchangeId ?? "" }, { enabled: exchangeId !== null }),
  );
  const refusal = refusalOf(exchange.error);
  return (
    <Drawer
      open={exchangeId !== null}
      onClose={onClose}
      title={exchange.data ? exchangeName(exchange.data, timeZone) : "Exchange"}
      width="760px"
      busy={exchange.isPending}
    >
      {refusal && (
        <Failure
          title="The exchange could not be loaded"
          message={refusal.message}
          suggestion="It may be older than your organisation keeps exchanges."
          retry={() => exchange.refetch()}
          requestId={refusal.requestId}
        />
      )}
      {exchange.data && <ExchangeDetail key={exchangeId} exchange={exchange.data} onOpen={onOpen} />}
    </Drawer>
  );
}
