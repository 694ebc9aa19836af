"use client";

import { useEffect } from "react";

/** Nobody is signed in: to the sign-in page, which brings people back to where they were. */
export function ToSignIn() {
  useEffect(goToSignIn, []);
  return (
    <main style={{ padding: 24 }}>
      <h1>Sign in to go on</h1>
      <p>
        <a href="/sign-in">Sign in</a>
      </p>
    </main>
  );
}

/** Leaves the desk with a full load, so that nothing of the session stays in memory. */
export function goToSignIn(): void {
  const { pathname, search } = window.location;
  window.location.replace(`/sign-in?from=${encodeURIComponent(`${pathname}${search}`)}`);
}
