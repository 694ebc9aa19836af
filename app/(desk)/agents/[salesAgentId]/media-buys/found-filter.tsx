import { NativeSelect } from "@/app/_ui/native-select";
import { statusWord } from "@/app/_ui/status-words";
import { TextInput } from "@/app/_ui/text-input";
import type { AccountState } from "./account-state";
import { number } from "./count-words";
import styles from "./media-buys.module.css";
import type { Filter } from "./use-ticks";

type FoundFilterProps = {
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  readonly state: Pick<AccountState, "statuses" | "counts">;
};

export function FoundFilter({ filter, onFilter, state: { statuses, counts } }: FoundFilterProps) {
  const origins = [
    { value: "all", label: `Made anywhere (${number(counts.all)})` },
    { value: "elsewhere", label: `Made elsewhere (${number(counts.all - counts.here)})` },
    { value: "here", label: `Known here (${number(counts.here)})` },
  ] as const;
  return (
    <search className={styles.filter}>
      <TextInput
        aria-label="Search what was found"
        placeholder="Name, seller's id, PO number, brand"
        maxLength={200}
        value={filter.text}
        onChange={(event) => onFilter({ ...filter, text: event.currentTarget.value })}
      />
      <NativeSelect
        aria-label="Status at the seller"
        value={filter.statuses[0] ?? ""}
        data={[
          { value: "", label: "Any status" },
          ...statuses.map(({ status, count }) => ({
            value: status,
            label: `${statusWord(status)} (${number(count)})`,
          })),
        ]}
        onChange={(event) => {
          const { value } = event.currentTarget;
          onFilter({ ...filter, statuses: value === "" ? [] : [value] });
        }}
      />
      <NativeSelect
        aria-label="Where it was made"
        value={filter.origin}
        data={[...origins]}
        onChange={(event) => {
          const origin = origins.find((one) => one.value === event.currentTarget.value);
          onFilter({ ...filter, origin: origin?.value ?? "all" });
        }}
      />
    </search>
  );
}
