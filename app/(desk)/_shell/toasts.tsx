"use client";

import "@mantine/notifications/styles.layer.css";
import { Notifications, notifications } from "@mantine/notifications";
import { useEffect } from "react";
import type { Notice } from "@/app/_ui/notify";

const shown = new Set<number>();

/** Shows notices at the corner, each once; loaded with the first of them. */
export default function Toasts({ notices }: { readonly notices: readonly Notice[] }) {
  useEffect(() => {
    for (const notice of notices) {
      if (shown.has(notice.id)) continue;
      shown.add(notice.id);
      const isStop = notice.tone === "stop";
      notifications.show({
        title: notice.title,
        message: notice.text,
        color: isStop ? "red" : "petrol",
        withBorder: true,
        autoClose: isStop ? 12_000 : 6_000,
        closeButtonProps: { "aria-label": "Dismiss" },
        // The live region has said it already.
        role: "presentation",
      });
    }
  }, [notices]);
  return (
    <aside aria-label="Notices at the corner">
      <Notifications position="bottom-right" limit={3} transitionDuration={120} withinPortal={false} />
    </aside>
  );
}
