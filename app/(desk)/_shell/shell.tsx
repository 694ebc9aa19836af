"use client";

import { useRouter } from "next/navigation";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { LiveRegion } from "@/app/_ui/live-region";
import { useNotices } from "@/app/_ui/notify";
import { useViewer } from "@/app/_ui/viewer";
import { useUndoAsked } from "../_changes/undo-asked";
import { ApprovalsCount } from "./approvals-count";
import { Header } from "./header";
import { HelpSheet } from "./help-sheet";
import { InboxCount } from "./inbox-count";
import { PhoneBar } from "./phone-bar";
import { Rail, type RailSlots } from "./rail";
import { useRememberPages } from "./recent-pages";
import { SessionWatch } from "./session-watch";
import styles from "./shell.module.css";
import { useShortcuts } from "./use-shortcuts";
import { useStartCampaign } from "./use-start-campaign";

const slots: RailSlots = { "/inbox": <InboxCount />, "/approvals": <ApprovalsCount /> };
// Loaded when first asked for; nothing stands in their place until then.
const Palette = lazy(() => import("./palette"));
const Toasts = lazy(() => import("./toasts"));
const UndoDialog = lazy(() => import("../_changes/undo-dialog"));

/** Rail, header, main, and what opens over them: palette, help, notices. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const [over, setOver] = useState<"palette" | "help" | null>(null);
  const router = useRouter();
  const startCampaign = useStartCampaign();
  const notices = useNotices();
  const undoing = useUndoAsked();
  // What the palette opened stays open when it closes itself.
  const closePalette = () => setOver((open) => (open === "palette" ? null : open));
  useRememberPages(useViewer().userId);
  useShortcuts((shortcut) => {
    if (shortcut.kind === "go") router.push(shortcut.href);
    if (shortcut.kind === "create") startCampaign?.();
    if (shortcut.kind === "help" || shortcut.kind === "palette") setOver(shortcut.kind);
  });
  return (
    <>
      <a href="#main" className={styles.skip}>
        Skip to the page
      </a>
      <div className={styles.shell}>
        <Rail slots={slots} />
        <div className={styles.column}>
          <Header onSearch={() => setOver("palette")} onHelp={() => setOver("help")} />
          <main id="main" tabIndex={-1} className={styles.main}>
            {children}
          </main>
        </div>
      </div>
      <PhoneBar slots={slots} />
      <HelpSheet open={over === "help"} onClose={() => setOver(null)} />
      <Suspense>
        {over === "palette" && (
          <Palette startCampaign={startCampaign} onHelp={() => setOver("help")} onClose={closePalette} />
        )}
        {notices.length > 0 && <Toasts notices={notices} />}
        {undoing && <UndoDialog changeSetId={undoing} />}
      </Suspense>
      <LiveRegion />
      <SessionWatch />
    </>
  );
}
