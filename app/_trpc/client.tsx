"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import {
  createTRPCClient,
  httpBatchStreamLink,
  httpLink,
  splitLink,
  TRPCClientError,
  type TRPCLink,
} from "@trpc/client";
import { observable } from "@trpc/server/observable";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import superjson from "superjson";
import type { AppRouter } from "@/server/api/root";
import { makeQueryClient } from "./query-client";

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

/** Each change carries an id of its own; a change sent again by the link keeps it, so the server applies it once. */
const requestIds: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    next({ ...op, context: { ...op.context, requestId: op.context.requestId ?? crypto.randomUUID() } });

const url = "/api/trpc";

/** What follows is a good part of the client and few pages need it at once. */
const lazySubscriptions: TRPCLink<AppRouter> = (runtime) => {
  const loaded = () => import("./subscription-link").then((module) => module.subscriptionLink(url)(runtime));
  return ({ op, next }) =>
    observable((observer) => {
      let end = () => {};
      let isOver = false;
      loaded().then(
        (link) => {
          if (!isOver) end = link({ op, next }).subscribe(observer).unsubscribe;
        },
        // The page's files are gone (a new version was started): what is shown is still read again by its interval.
        (cause) => observer.error(TRPCClientError.from(cause)),
      );
      return () => {
        isOver = true;
        end();
      };
    });
};

function makeClient() {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (op) => op.type === "subscription",
        true: lazySubscriptions,
        false: splitLink({
          condition: (op) => op.type === "mutation",
          true: [
            requestIds,
            httpLink({
              url,
              transformer: superjson,
              headers: ({ op }) => ({ "x-flightdeck-request": String(op.context.requestId) }),
            }),
          ],
          false: httpBatchStreamLink({ url, transformer: superjson, maxItems: 20 }),
        }),
      }),
    ],
  });
}

export function TrpcProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  const [client] = useState(makeClient);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
