"use client";

import { useEffect, useRef } from "react";

/** The transcript is written a moment after the work. */
const lateMs = 1_000;

/** Looks once more after something stopped being live: its last exchanges may be written later than its end. */
export function useLastLook(live: boolean, look: () => void): void {
  const wasLive = useRef(live);
  const looking = useRef(look);
  looking.current = look;
  useEffect(() => {
    const ended = wasLive.current && !live;
    wasLive.current = live;
    if (!ended) return;
    const timer = setTimeout(() => looking.current(), lateMs);
    return () => clearTimeout(timer);
  }, [live]);
}
