"use client";

import { Trouble } from "@/app/_ui/trouble";

export default function DeskError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <Trouble requestId={error.digest ?? null} retry={reset} />;
}
