"use client";

import { useState } from "react";
import { Button } from "@/app/_ui/button";
import { announce } from "@/app/_ui/live-region";

type CopyButtonProps = {
  readonly label: string;
  /** Made when it is pressed. */
  readonly text: () => string;
};

type Outcome = "idle" | "copied" | "failed";

/** Puts a text on the clipboard and says that it did, or that the browser did not let it. */
export function CopyButton({ label, text }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<Outcome>("idle");
  const copy = async () => {
    const done = await navigator.clipboard.writeText(text()).then(
      () => true,
      () => false,
    );
    setOutcome(done ? "copied" : "failed");
    announce(done ? `${label}: copied` : "The browser did not allow copying");
  };
  const words = { idle: label, copied: "Copied", failed: "Not copied: the browser refused" };
  return (
    <Button onClick={() => void copy()} onBlur={() => setOutcome("idle")}>
      {words[outcome]}
    </Button>
  );
}
