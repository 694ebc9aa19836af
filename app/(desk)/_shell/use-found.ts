"use client";

import { useDebouncedValue } from "@mantine/hooks";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { statusWord } from "@/app/_ui/status-words";

export type FoundPage = { readonly href: string; readonly label: string; readonly description: string };

const waitMillis = 180;
const shortest = 2;
const most = 6;

/** Campaigns and media buys whose name or reference holds `text`; asked once typing rests. */
export function useFound(text: string): readonly FoundPage[] {
  const trpc = useTRPC();
  const [asked] = useDebouncedValue(text.trim(), waitMillis);
  const input = asked.length >= shortest ? { text: asked, limit: most } : skipToken;
  const campaigns = useQuery(trpc.campaigns.list.queryOptions(input));
  const mediaBuys = useQuery(trpc.mediaBuys.list.queryOptions(input));
  return [
    ...(campaigns.data?.rows ?? []).map(({ id, name, status }) => ({
      href: `/campaigns/${id}`,
      label: name,
      description: `Campaign · ${statusWord(status)}`,
    })),
    ...(mediaBuys.data?.rows ?? []).map(({ id, name, status, salesAgent }) => ({
      href: `/media-buys/${id}`,
      label: name,
      description: `Media buy · ${salesAgent.name} · ${statusWord(status)}`,
    })),
  ];
}
