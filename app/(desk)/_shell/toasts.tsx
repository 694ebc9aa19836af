"use client";

import "@mantine/notifications/styles.layer.css";
import { Notifications, notifications } from "@mantine/notifications";
import { useEffect } from "react";
import { Button } from "@/app/_ui/button";
import { MantineRegion } from "@/app/_ui/mantine-region";
import type { Notice, NoticeAction } from "@/app/_ui/notify";
import styles from "./toasts.module.css";

const shown = new Set<number>();
/** The one notice at the corner that offers something; an older one is found behind the bell. */
let offering: string | null = null;

/** Shows notices at the corner, each once; loaded with the first of them. */
export default function Toasts({ notices }: { readonly notices: readonly Notice[] }) {
  useEffect(() => {
    for (const notice of notices) {
      if (shown.has(notice.id)) continue;
      shown.add(notice.id);
      show(notice);
    }
  }, [notices]);
  return (
    <aside aria-label="Notices at the corner">
      <MantineRegion>
        <Notifications position="bottom-right" limit={3} transitionDuration={120} withinPortal={false} />
      </MantineRegion>
    </aside>
  );
}

function show({ id, title, text, tone, action }: Notice): void {
  const key = `notice-${id}`;
  const isStop = tone === "stop";
  if (action) {
    if (offering) notifications.hide(offering);
    offering = key;
  }
  notifications.show({
    id: key,
    title,
    message: action ? <Offer text={text} action={action} onPress={() => notifications.hide(key)} /> : text,
    color: isStop ? "red" : "petrol",
    withBorder: true,
    autoClose: action ? action.until - Date.now() : isStop ? 12_000 : 6_000,
    closeButtonProps: { "aria-label": "Dismiss" },
    // The live region has said it already.
    role: "presentation",
  });
}

type OfferProps = { readonly text: string | null; readonly action: NoticeAction; readonly onPress: () => void };

function Offer({ text, action, onPress }: OfferProps) {
  const press = () => {
    onPress();
    action.press();
  };
  return (
    <span className={styles.offer}>
      <span>{text}</span>
      <Button onClick={press}>{action.label}</Button>
    </span>
  );
}
