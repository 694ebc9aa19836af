"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { NativeSelect } from "@/app/_ui/native-select";

type ReportsFieldProps = {
  readonly mediaBuyId: string;
  /** What is asked for; null: as it is. */
  readonly frequency: string | null;
  readonly error: string | undefined;
  readonly onFrequency: (frequency: string | null) => void;
};

/** How often the seller pushes reports of delivery; once asked for they can be asked for differently, not stopped. */
export function ReportsField({ mediaBuyId, frequency, error, onFrequency }: ReportsFieldProps) {
  const { data } = useQuery(useTRPC().steering.editor.queryOptions({ mediaBuyId }));
  if (!data) return null;
  const { lock, frequencies, frequency: now } = data.reporting;
  const offered = frequencies.filter((one) => one !== now);
  return (
    <NativeSelect
      label="Reports pushed by the seller"
      disabled={lock !== null || offered.length === 0}
      description={
        lock ?? (offered.length === 0 ? "The seller offers no other frequency" : "Read by polling all the same")
      }
      value={frequency ?? ""}
      error={error}
      data={[{ value: "", label: now === null ? "none" : now }, ...offered]}
      onChange={(event) => onFrequency(event.currentTarget.value || null)}
    />
  );
}
