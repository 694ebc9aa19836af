"use client";

import "@mantine/spotlight/styles.layer.css";
import { useMantineColorScheme } from "@mantine/core";
import { Spotlight, type SpotlightActionGroupData, spotlight } from "@mantine/spotlight";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useViewer } from "@/app/_ui/viewer";
import { can } from "@/server/domain/permissions";
import styles from "./palette.module.css";
import { places, startable } from "./places";
import { type RecentPage, recentPages } from "./recent-pages";

type PaletteProps = { readonly onHelp: () => void; readonly onClose: () => void };

/** Go to or do anything; loaded when it is first asked for, opens as it mounts. */
export default function Palette({ onHelp, onClose }: PaletteProps) {
  const router = useRouter();
  const viewer = useViewer();
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => spotlight.open(), []);
  const go = (href: string) => () => router.push(href);
  const start = startable.filter(({ permission }) => can(viewer.role, permission));
  const groups: SpotlightActionGroupData[] = [
    { group: "Go to", actions: places.map(({ href, label }) => ({ id: href, label, onClick: go(href) })) },
    {
      group: "Do",
      actions: [
        ...start.map(({ href, label }) => ({ id: href, label, onClick: go(href) })),
        { id: "light", label: "Colours: light", onClick: () => setColorScheme("light") },
        { id: "dark", label: "Colours: dark", onClick: () => setColorScheme("dark") },
        { id: "auto", label: "Colours: as the system", onClick: () => setColorScheme("auto") },
        { id: "help", label: "Keyboard shortcuts", onClick: onHelp },
      ],
    },
  ];
  const recent = recentPages(viewer.userId);
  if (recent.length > 0)
    groups.unshift({ group: "Opened lately", actions: recent.map((page) => recentAction(page, go)) });
  return (
    <Spotlight
      actions={groups}
      shortcut={null}
      nothingFound="Nothing of that name. Lists have a search of their own."
      onSpotlightClose={onClose}
      searchProps={{ placeholder: "Go to or do anything", "aria-label": "Go to or do anything" }}
      transitionProps={{ duration: 100 }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.35 }}
      attributes={{ content: { "aria-label": "Go to or do anything" } }}
      classNames={{ search: styles.search ?? "", action: styles.action ?? "", actionsGroup: styles.group ?? "" }}
      size={560}
      scrollable
      maxHeight={420}
    />
  );
}

function recentAction({ href, label }: RecentPage, go: (href: string) => () => void) {
  const kind = href.startsWith("/campaigns/") ? "Campaign" : "Media buy";
  return { id: `recent ${href}`, label, description: kind, onClick: go(href) };
}
