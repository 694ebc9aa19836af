/** Drafts and pages of people, by who they are (use-plan-autosave.ts, use-package-row.ts, recent-pages.ts). */
const ofSomebody = /^flightdeck[:-]/;

/** What others left unsent in this browser, their sessions over without a sign-out, goes as somebody signs in; one's own stays. */
export function forgetOthers(userId: string, storage: Pick<Storage, "key" | "length" | "removeItem"> | null): void {
  if (storage === null) return;
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
  for (const key of keys) if (ofSomebody.test(key) && !key.includes(userId)) storage.removeItem(key);
}
