"use client";

import { NativeSelect } from "@/app/_ui/native-select";
import { statusWord } from "@/app/_ui/status-words";
import { TextInput } from "@/app/_ui/text-input";
import { type CreativeKind, creativeKinds } from "@/server/domain/creative/creative";
import { type SellerCreativeState, sellerCreativeStates } from "@/server/domain/creative/review-state";
import styles from "./creatives.module.css";

export type CreativeFilterValue = {
  readonly text: string;
  readonly kind: CreativeKind | null;
  readonly state: SellerCreativeState | null;
  readonly salesAgentId: string | null;
  readonly archived: boolean;
};

export const noFilter: CreativeFilterValue = { text: "", kind: null, state: null, salesAgentId: null, archived: false };

type CreativeFilterProps = {
  readonly filter: CreativeFilterValue;
  readonly onFilter: (filter: CreativeFilterValue) => void;
  readonly salesAgents: readonly { readonly id: string; readonly name: string }[];
};

export function CreativeFilter({ filter, onFilter, salesAgents }: CreativeFilterProps) {
  const set = (change: Partial<CreativeFilterValue>) => onFilter({ ...filter, ...change });
  return (
    <search className={styles.filter}>
      <TextInput
        aria-label="Search creatives"
        placeholder="Name"
        maxLength={200}
        value={filter.text}
        onChange={(event) => set({ text: event.currentTarget.value })}
      />
      <NativeSelect
        aria-label="Kind"
        value={filter.kind ?? ""}
        data={[
          { value: "", label: "Any kind" },
          { value: "image", label: "Images" },
          { value: "video", label: "Videos" },
        ]}
        onChange={(event) => set({ kind: creativeKinds.find((kind) => kind === event.currentTarget.value) ?? null })}
      />
      <NativeSelect
        aria-label="State"
        value={filter.state ?? ""}
        data={[
          { value: "", label: "Any state" },
          ...sellerCreativeStates.map((state) => ({ value: state, label: statusWord(state) })),
        ]}
        onChange={(event) =>
          set({ state: sellerCreativeStates.find((state) => state === event.currentTarget.value) ?? null })
        }
      />
      <NativeSelect
        aria-label="Seller"
        value={filter.salesAgentId ?? ""}
        data={[{ value: "", label: "Any seller" }, ...salesAgents.map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={(event) => set({ salesAgentId: event.currentTarget.value || null })}
      />
      <NativeSelect
        aria-label="Shelf"
        value={filter.archived ? "archived" : "library"}
        data={[
          { value: "library", label: "In the library" },
          { value: "archived", label: "Archived" },
        ]}
        onChange={(event) => set({ archived: event.currentTarget.value === "archived" })}
      />
    </search>
  );
}
