"use client";

import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useTRPC, useTRPCClient } from "@/app/_trpc/client";
import { useViewer } from "@/app/_ui/viewer";
import type { Fields, FieldValue, SaveOutcome } from "../autosave";
import { outcomeOf, useAutosave } from "../use-autosave";
import { planFields, planGroups, toPatch } from "./plan-fields";

/** The plan as it is shown (typed over saved) and how its fields are edited. */
export function usePlanAutosave(campaignId: string) {
  const query = useTRPC().campaigns.get.queryOptions({ campaignId });
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const viewer = useViewer();
  const { data: campaign } = useSuspenseQuery(query);
  const saved = planFields(campaign);

  const send = async (edits: Fields): Promise<SaveOutcome> => {
    const now = queryClient.getQueryData(query.queryKey) ?? campaign;
    const { patch, fields } = toPatch(edits, { ...planFields(now), ...edits });
    if (Object.keys(fields).length > 0) return { kind: "refused", fields, message: "An amount is not readable" };
    try {
      await client.campaigns.saveDraft.mutate({ campaignId, revision: now.revision, patch });
    } catch (error) {
      const outcome = outcomeOf(error, "patch.");
      if (outcome) return outcome;
      const fresh = await queryClient.fetchQuery({ ...query, staleTime: 0 });
      return { kind: "stale", current: planFields(fresh) };
    }
    await queryClient.invalidateQueries();
    return { kind: "saved" };
  };

  const key = `flightdeck:plan:${viewer.userId ?? viewer.email}:${campaignId}`;
  const { autosave, state } = useAutosave({ key, groups: planGroups }, send);
  return {
    campaign,
    state,
    autosave,
    shown: { ...saved, ...state.edits },
    edit: (field: string, value: FieldValue) => autosave.edit(field, value, saved[field] ?? null),
  };
}

export type PlanAutosave = ReturnType<typeof usePlanAutosave>;
