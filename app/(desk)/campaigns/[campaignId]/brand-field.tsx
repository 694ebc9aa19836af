"use client";

import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { refusalOf } from "@/app/_ui/field-errors";
import { NativeSelect } from "@/app/_ui/native-select";
import { TextInput } from "@/app/_ui/text-input";
import styles from "./plan.module.css";
import { textOf } from "./plan-fields";
import type { PlanAutosave } from "./use-plan-autosave";

const newBrand = "new";

/** Pick a brand, or make one here without leaving the plan. */
export function BrandField({ plan }: { readonly plan: PlanAutosave }) {
  const { data: brands } = useSuspenseQuery(useTRPC().campaigns.brands.queryOptions());
  const [adding, setAdding] = useState(false);
  const chosen = textOf(plan.shown.brandId);
  const options = [
    { value: "", label: "Choose a brand" },
    ...brands.map(({ id, name, domain }) => ({ value: id, label: `${name} · ${domain}` })),
    { value: newBrand, label: "New brand…" },
  ];
  const choose = (value: string) => {
    setAdding(value === newBrand);
    if (value !== newBrand) plan.edit("brandId", value === "" ? null : value);
  };
  return (
    <div>
      <NativeSelect
        id="brandId"
        label="Brand"
        data={options}
        value={adding ? newBrand : chosen}
        error={plan.state.errors.brandId ?? undefined}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {adding && (
        <NewBrand
          onMade={(id) => {
            setAdding(false);
            plan.edit("brandId", id);
          }}
        />
      )}
    </div>
  );
}

function NewBrand({ onMade }: { readonly onMade: (brandId: string) => void }) {
  const [name, setName] = useState("");
  const [domain, setDomain] = useState("");
  const create = useMutation(useTRPC().campaigns.createBrand.mutationOptions());
  const refusal = refusalOf(create.error);
  const add = () => create.mutate({ name, domain }, { onSuccess: (brand) => onMade(brand.id) });
  const addOnEnter = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    add();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be disabled with its own legend; this is a group inside one
    <div className={styles.newBrand} role="group" aria-label="New brand" onKeyDown={addOnEnter}>
      <TextInput
        label="Brand name"
        value={name}
        maxLength={200}
        error={refusal?.fields.name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <TextInput
        label="Domain"
        placeholder="example.com"
        value={domain}
        maxLength={300}
        error={refusal?.fields.domain ?? (refusal && !refusal.fields.name ? refusal.message : undefined)}
        onChange={(event) => setDomain(event.currentTarget.value)}
      />
      <BusyButton busy={create.isPending} busyLabel="Adding…" onClick={add}>
        Add brand
      </BusyButton>
    </div>
  );
}
