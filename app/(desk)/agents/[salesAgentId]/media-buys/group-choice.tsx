"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { Radio } from "@/app/_ui/checkbox";
import { NativeSelect } from "@/app/_ui/native-select";
import { mostPerCampaign } from "@/server/domain/adopt/grouping";
import { countWords } from "./count-words";
import styles from "./media-buys.module.css";

export type GroupKind = "po_number" | "brand" | "each" | "campaign";

type GroupChoiceProps = {
  readonly kind: GroupKind;
  readonly onKind: (kind: GroupKind) => void;
  readonly campaignId: string | null;
  readonly onCampaign: (id: string | null) => void;
  readonly groups: { readonly poNumbers: number; readonly brands: number } | null;
  readonly count: number;
};

/** Into which campaigns they go. */
export function GroupChoice({ kind, onKind, campaignId, onCampaign, groups, count }: GroupChoiceProps) {
  const made = (campaigns: number) => (groups === null ? "" : ` (${countWords(campaigns, "new campaign")})`);
  const kinds: readonly (readonly [GroupKind, string])[] = [
    ["po_number", `One campaign per PO number${made(groups?.poNumbers ?? 0)}`],
    ["brand", `One campaign per brand${made(groups?.brands ?? 0)}`],
    ["each", `A campaign for each${made(count)}`],
    ["campaign", "All into a campaign that is here"],
  ];
  return (
    <fieldset className={styles.groups}>
      <legend>Into which campaigns</legend>
      {kinds.map(([value, label]) => (
        <Radio
          key={value}
          name="grouping"
          value={value}
          label={label}
          checked={kind === value}
          onChange={() => onKind(value)}
        />
      ))}
      {count > mostPerCampaign && (
        <p className="sm dim">A campaign holds at most {mostPerCampaign} media buys; a larger group becomes several.</p>
      )}
      {kind === "campaign" && <CampaignSelect campaignId={campaignId} onCampaign={onCampaign} />}
    </fieldset>
  );
}

/** The hundred that were changed last. */
function CampaignSelect({ campaignId, onCampaign }: Pick<GroupChoiceProps, "campaignId" | "onCampaign">) {
  const trpc = useTRPC();
  const campaigns = useQuery(trpc.campaigns.list.queryOptions({ limit: 100 }));
  return (
    <NativeSelect
      label="Campaign"
      value={campaignId ?? ""}
      data={[
        { value: "", label: campaigns.isPending ? "Loading…" : "Choose a campaign" },
        ...(campaigns.data?.rows ?? []).map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={(event) => onCampaign(event.currentTarget.value || null)}
    />
  );
}
