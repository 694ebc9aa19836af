"use client";

import dynamic from "next/dynamic";

/** Loaded only by the few who see it: the desk's own pages do without it. */
export const SecondFactorGate = dynamic(
  () => import("./second-factor-first").then((module) => module.SecondFactorFirst),
  { ssr: false },
);
