"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useState } from "react";
import { Checkbox } from "@/app/_ui/checkbox";
import { useCan } from "@/app/_ui/viewer";

/** Whether the page shows what goes over the wire as it happens; it stands in the address (`?debug=1`), so that it can be sent on. */
export function useDebug(): readonly [debug: boolean, setDebug: (debug: boolean) => void] {
  const pathname = usePathname();
  const params = useSearchParams();
  const [debug, show] = useState(params.get("debug") === "1");
  const setDebug = (wanted: boolean) => {
    show(wanted);
    const next = new URLSearchParams(params);
    if (wanted) next.set("debug", "1");
    else next.delete("debug");
    // Not a navigation: nothing of the page but this changes.
    window.history.replaceState(null, "", next.size === 0 ? pathname : `${pathname}?${next}`);
  };
  return [debug, setDebug];
}

type DebugSwitchProps = { readonly debug: boolean; readonly onDebug: (debug: boolean) => void };

/** For who may read exchanges. */
export function DebugSwitch({ debug, onDebug }: DebugSwitchProps) {
  if (!useCan("transcript:read")) return null;
  return <Checkbox label="Show exchanges" checked={debug} onChange={(event) => onDebug(event.currentTarget.checked)} />;
}
