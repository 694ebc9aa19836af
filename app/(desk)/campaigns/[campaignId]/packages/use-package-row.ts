"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTRPC, useTRPCClient } from "@/app/_trpc/client";
import { useViewer } from "@/app/_ui/viewer";
import type { PackagePlanRow, PackagePlanView } from "@/server/api/views/package-plan-view";
import type { Fields, FieldValue, SaveOutcome } from "../../autosave";
import { outcomeOf, useAutosave } from "../../use-autosave";
import { packageFields, packageGroups, toPackageEdit } from "./package-fields";

/** One row of the sheet: what is typed over what is saved, each cell saving itself. */
export function usePackageRow(row: PackagePlanRow, plan: PackagePlanView["campaign"]) {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const query = useTRPC().packages.list.queryOptions({ campaignId: plan.id });
  const viewer = useViewer();
  const saved = packageFields(row);

  const send = async (edits: Fields): Promise<SaveOutcome> => {
    const now = queryClient.getQueryData(query.queryKey)?.packages.find((other) => other.id === row.id) ?? row;
    const { edit, fields } = toPackageEdit(edits, now.currency, plan.draft);
    if (Object.keys(fields).length > 0) return { kind: "refused", fields, message: "An amount is not readable" };
    const rows = [{ packageId: row.id, revision: now.revision, ...edit }];
    try {
      await client.packages.update.mutate({ campaignId: plan.id, rows });
    } catch (error) {
      const outcome = outcomeOf(error, pathPrefix);
      if (outcome) return outcome;
      const fresh = await queryClient.fetchQuery({ ...query, staleTime: 0 });
      const theirs = fresh.packages.find((other) => other.id === row.id);
      return theirs
        ? { kind: "stale", current: packageFields(theirs) }
        : { kind: "failed", message: "Somebody removed this package" };
    }
    await queryClient.invalidateQueries();
    return { kind: "saved" };
  };

  const key = `flightdeck:package:${viewer.userId ?? viewer.email}:${row.id}`;
  const { autosave, state } = useAutosave({ key, groups: packageGroups }, send);
  return {
    row,
    plan,
    state,
    autosave,
    shown: { ...saved, ...state.edits } as Fields,
    edit: (field: string, value: FieldValue) => autosave.edit(field, value, saved[field] ?? null),
    /** What a change of the whole row is based on, once everything typed is saved. */
    settled: async () => {
      await autosave.flush();
      const now = queryClient.getQueryData(query.queryKey)?.packages.find((other) => other.id === row.id) ?? row;
      return { packageId: row.id, revision: now.revision };
    },
    /** What is wrong at a cell: the server's refusal of what is typed, else what the plan still lacks there. */
    issueAt: (field: string) => {
      const refused = state.errors[field];
      if (refused) return { path: field, message: refused };
      return Object.hasOwn(state.edits, field) ? undefined : row.issues.find((issue) => issue.path === field);
    },
  };
}

/** The API's paths are "rows.0.<field>" (shape) or "<packageId>.<field>" (rule). */
const pathPrefix = /^(?:rows\.\d+|[0-9a-f-]{36})\./;

export type PackageRowState = ReturnType<typeof usePackageRow>;
