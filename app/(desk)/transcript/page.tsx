import type { Metadata } from "next";
import { TranscriptLog } from "./transcript-log";

export const metadata: Metadata = { title: "Transcript" };

type TranscriptPageProps = { readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>> };

/** `?change=`, `?buy=`, `?campaign=`, `?agent=`: the exchanges of one of them. */
export default async function TranscriptPage({ searchParams }: TranscriptPageProps) {
  const asked = await searchParams;
  const one = (name: string) => {
    const value = asked[name];
    return typeof value === "string" && uuid.test(value) ? value : null;
  };
  return (
    <TranscriptLog
      changeId={one("change")}
      mediaBuyId={one("buy")}
      campaignId={one("campaign")}
      salesAgentId={one("agent")}
    />
  );
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
