"use client";

import { useEffect } from "react";

/** Marks <html> once React has taken over the server's HTML: from then on the page answers presses. */
export function SaysAlive() {
  useEffect(() => {
    document.documentElement.dataset.alive = "";
  }, []);
  return null;
}
