"use client";

import "@mantine/spotlight/styles.layer.css";
import {
  createSpotlight,
  Spotlight,
  type SpotlightActionData,
  type SpotlightActionGroupData,
} from "@mantine/spotlight";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { setColourScheme } from "@/app/_ui/colour-scheme";
import { MantineRegion } from "@/app/_ui/mantine-region";
import { useViewer } from "@/app/_ui/viewer";
import styles from "./palette.module.css";
import { placesOf } from "./places";
import { recentPages } from "./recent-pages";
import { type FoundPage, useFound } from "./use-found";

type PaletteProps = {
  /** null for those who may not. */
  readonly startCampaign: (() => void) | null;
  readonly onHelp: () => void;
  readonly onClose: () => void;
};

const words = "Go to or do anything";
const [store, spotlight] = createSpotlight();

/** Go to or do anything; loaded when it is first asked for, opens as it mounts. */
export default function Palette({ startCampaign, onHelp, onClose }: PaletteProps) {
  const [query, setQuery] = useState("");
  const groups = usePaletteGroups(query, startCampaign, onHelp);
  const ids = groups.flatMap(({ actions }) => actions.map(({ id }) => id)).join(" ");
  useEffect(openOverFocus, []);
  // Again when the server's results have come.
  useEffect(chooseFirst, [ids]);
  return (
    <MantineRegion>
      <Spotlight
        store={store}
        actions={groups}
        query={query}
        onQueryChange={setQuery}
        shortcut={null}
        nothingFound="Nothing of that name."
        onSpotlightClose={onClose}
        searchProps={{ placeholder: words, "aria-label": words }}
        attributes={{ content: { "aria-label": words } }}
        classNames={{
          search: styles.search ?? "",
          action: styles.action ?? "",
          actionsGroup: styles.group ?? "",
          content: styles.content ?? "",
        }}
        overlayProps={{ blur: 0, backgroundOpacity: 0.35 }}
        transitionProps={{ duration: 100 }}
        size={560}
        scrollable
        maxHeight={420}
      />
    </MantineRegion>
  );
}

/** Opens, and gives the focus back when it is gone; Spotlight itself would do so a moment too late, unmounted by then. */
function openOverFocus(): () => void {
  const before = document.activeElement;
  spotlight.open();
  return () => {
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  };
}

/** Enter takes the first entry; Spotlight itself chooses only among what it had when the key was pressed. */
function chooseFirst(): void {
  const list = document.getElementById(store.getState().listId);
  if (!list || list.querySelector("[data-selected]")) return;
  list.querySelector("[data-action]")?.setAttribute("data-selected", "true");
  store.updateState((state) => ({ ...state, selected: 0 }));
}

function usePaletteGroups(
  query: string,
  startCampaign: PaletteProps["startCampaign"],
  onHelp: () => void,
): SpotlightActionGroupData[] {
  const router = useRouter();
  const viewer = useViewer();
  const found = useFound(query);
  const [recent] = useState(() => recentPages(viewer.userId));
  const go = (href: string) => () => router.push(href);
  const page =
    (from: string) =>
    (it: { href: string; label: string; description?: string }): SpotlightActionData => ({
      ...it,
      id: `${from} ${it.href}`,
      onClick: go(it.href),
    });
  const isShown = (it: FoundPage) => !recent.some((other) => other.href === it.href && matches(other.label, query));
  const groups = [
    { group: "Opened lately", actions: recent.map((it) => page("recent")({ ...it, description: kindOf(it.href) })) },
    // The server has matched these already, perhaps by a reference that is not in the name.
    { group: "Found", actions: found.filter(isShown).map((it) => ({ ...page("found")(it), keywords: query })) },
    { group: "Go to", actions: placesOf(viewer.role).map(page("place")) },
    {
      group: "Do",
      actions: [
        ...(startCampaign ? [{ id: "campaign", label: "New campaign", onClick: startCampaign }] : []),
        { id: "light", label: "Colours: light", onClick: () => setColourScheme("light") },
        { id: "dark", label: "Colours: dark", onClick: () => setColourScheme("dark") },
        { id: "auto", label: "Colours: as the system", onClick: () => setColourScheme("auto") },
        { id: "help", label: "Keyboard shortcuts", onClick: onHelp },
      ],
    },
  ];
  return groups.filter(({ actions }) => actions.length > 0);
}

function matches(label: string, query: string): boolean {
  return label.toLowerCase().includes(query.trim().toLowerCase());
}

function kindOf(href: string): string {
  return href.startsWith("/campaigns/") ? "Campaign" : "Media buy";
}
