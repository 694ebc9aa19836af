"use client";

import { useState } from "react";
import { BusyButton } from "@/app/_ui/busy-button";
import { TextInput } from "@/app/_ui/text-input";
import type { ProductSearchView } from "@/server/api/views/product-view";
import styles from "./proposals.module.css";
import { useRefine } from "./use-refine";

type RefineFieldProps = { readonly search: ProductSearchView };

/** A change to the answers as a whole, in plain words, for every seller that has answered. */
export function RefineField({ search }: RefineFieldProps) {
  const [ask, setAsk] = useState("");
  const refine = useRefine();
  const text = ask.trim();
  const waits = !search.settled || search.answers.every(({ state }) => state !== "answered");
  const send = () => refine.mutate({ searchId: search.id, ask: text }, { onSuccess: () => setAsk("") });
  return (
    <form
      className={styles.refine}
      onSubmit={(event) => {
        event.preventDefault();
        if (text !== "" && !waits) send();
      }}
    >
      <TextInput
        className={styles.ask ?? ""}
        label="Refine the answers"
        placeholder="More video, no display"
        maxLength={1000}
        value={ask}
        onChange={(event) => setAsk(event.currentTarget.value)}
      />
      <BusyButton type="submit" busy={refine.isPending} busyLabel="Asking…" disabled={text === "" || waits}>
        Refine
      </BusyButton>
    </form>
  );
}
