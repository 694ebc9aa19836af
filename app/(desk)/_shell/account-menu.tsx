"use client";

import Link from "next/link";
import { useState } from "react";
import { useIsAlive } from "@/app/_ui/use-is-alive";
import { useViewer } from "@/app/_ui/viewer";
import styles from "./header.module.css";

const sheetId = "account-sheet";

/** Who is signed in, as what and where; help and the way out. */
export function AccountMenu({ onHelp }: { readonly onHelp: () => void }) {
  const viewer = useViewer();
  return (
    <>
      <button type="button" className={styles.avatar} popoverTarget={sheetId} title={viewer.name}>
        <span aria-hidden="true">{initials(viewer.name)}</span>
        <span className="visually-hidden">Account of {viewer.name}</span>
      </button>
      <div id={sheetId} popover="auto" className={styles.sheet} role="dialog" aria-label="Account">
        <div className={styles.who}>
          <span className="b">{viewer.name}</span>
          <span className="sm dim">{viewer.email}</span>
          <span className="sm dim">
            {viewer.role} · {viewer.organisationName} · {viewer.timeZone}
          </span>
        </div>
        <button
          type="button"
          className={styles.entry}
          popoverTarget={sheetId}
          popoverTargetAction="hide"
          onClick={onHelp}
        >
          Keyboard shortcuts <kbd>?</kbd>
        </button>
        <Link href="/account" className={styles.entry}>
          Your account
        </Link>
        <SignOut />
      </div>
    </>
  );
}

function SignOut() {
  const isAlive = useIsAlive();
  const [state, setState] = useState<"idle" | "busy" | "failed">("idle");
  const leave = async () => {
    if (state === "busy") return;
    setState("busy");
    try {
      const { authClient } = await import("@/app/_auth/auth-client");
      const { error } = await authClient.signOut();
      if (error) setState("failed");
      else window.location.assign("/sign-in");
    } catch {
      setState("failed");
    }
  };
  return (
    <>
      <button type="button" className={styles.entry} aria-busy={state === "busy"} disabled={!isAlive} onClick={leave}>
        {state === "busy" ? "Signing out…" : "Sign out"}
      </button>
      {state === "failed" && (
        <p role="alert" className="sm" style={{ padding: "2px 8px 6px", color: "var(--stop-ink)" }}>
          The server did not answer; you are still signed in.
        </p>
      )}
    </>
  );
}

function initials(name: string): string {
  const parts = name.trim().split(/\s+/);
  const letters = [parts[0]?.[0], parts.length > 1 ? parts.at(-1)?.[0] : undefined];
  return letters.join("").toUpperCase() || "?";
}
