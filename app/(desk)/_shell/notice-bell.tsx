"use client";

import { IconBell } from "@tabler/icons-react";
import { Button } from "@/app/_ui/button";
import { useNow } from "@/app/_ui/date";
import { agoWords } from "@/app/_ui/date-words";
import { markNoticesRead, type NoticeAction, useNotices } from "@/app/_ui/notify";
import styles from "./header.module.css";

const sheetId = "notice-sheet";

/** What this tab has been told since it was opened, newest first. */
export function NoticeBell() {
  const notices = useNotices();
  const unread = notices.filter((notice) => !notice.isRead).length;
  return (
    <>
      <button
        type="button"
        className={styles.icon}
        popoverTarget={sheetId}
        aria-label={unread === 0 ? "Notices" : `Notices, ${unread} new`}
        title="Notices"
      >
        <IconBell size={18} stroke={1.6} aria-hidden="true" />
        {unread > 0 && <span className={styles.dot} />}
      </button>
      <div
        id={sheetId}
        popover="auto"
        className={styles.sheet}
        role="dialog"
        aria-label="Notices"
        onToggle={(event) => {
          if (event.newState === "closed") markNoticesRead();
        }}
      >
        {notices.length === 0 ? (
          <p className="dim" style={{ padding: 8 }}>
            Nothing new since you opened this tab. What waits on you is in Approvals and Today.
          </p>
        ) : (
          <ul className={styles.notices}>
            {notices.map((notice) => (
              <li key={notice.id}>
                <span className="b">{notice.title}</span>
                {notice.text && <div>{notice.text}</div>}
                <div className="sm dim">
                  <NoticeAge at={notice.at} />
                </div>
                {notice.action && <NoticeOffer action={notice.action} />}
              </li>
            ))}
          </ul>
        )}
      </div>
    </>
  );
}

function NoticeOffer({ action }: { readonly action: NoticeAction }) {
  const now = useNow();
  if (now === null || now >= action.until) return null;
  return (
    <Button style={{ marginTop: 6 }} onClick={action.press}>
      {action.label}
    </Button>
  );
}

function NoticeAge({ at }: { readonly at: number }) {
  return agoWords(at, useNow() ?? at);
}
