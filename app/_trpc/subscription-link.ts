import { httpSubscriptionLink, type TRPCLink } from "@trpc/client";
import superjson from "superjson";
import type { AppRouter } from "@/server/api/root";

/** Live follow over server-sent events; loaded with the first thing that is followed. */
export const subscriptionLink = (url: string): TRPCLink<AppRouter> =>
  httpSubscriptionLink({ url, transformer: superjson });
