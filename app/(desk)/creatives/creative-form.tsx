"use client";

import { type FormEvent, useState } from "react";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { DialogButtons } from "@/app/_ui/dialog";
import { Failure } from "@/app/_ui/failure";
import type { Refusal } from "@/app/_ui/field-errors";
import { NativeSelect } from "@/app/_ui/native-select";
import { TextInput } from "@/app/_ui/text-input";
import { type CreativeDraft, draftProblems, kindOf } from "./creative-draft";
import styles from "./creatives.module.css";
import { FileDrop } from "./file-drop";
import { looksLikeVideo, measureMedia } from "./measure-media";
import type { Patch } from "./use-draft";
import { useUpload } from "./use-upload";

type CreativeFormProps = {
  readonly draft: CreativeDraft;
  readonly set: Patch<CreativeDraft>;
  readonly isNew: boolean;
  readonly refusal: Refusal | null;
  readonly busy: boolean;
  readonly onSubmit: () => void;
  readonly onCancel: () => void;
};

/** Adds or changes a creative. What is wrong stands at its field, before and after sending. */
export function CreativeForm({ draft, set, isNew, refusal, busy, onSubmit, onCancel }: CreativeFormProps) {
  const [tried, setTried] = useState(false);
  const uploading = useUpload(set);
  const problems = draftProblems(draft, isNew);
  const errors: Readonly<Record<string, string>> = { ...refusal?.fields, ...(tried ? problems : {}) };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(problems).length === 0 && uploading.share === null && !busy) onSubmit();
  };
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <SourceChoice draft={draft} set={set} />
      {draft.from === "upload" ? (
        <FileDrop
          onFile={uploading.upload}
          share={uploading.share}
          fileName={draft.asset?.fileName ?? (isNew ? null : "The uploaded file")}
          error={uploading.problem ?? errors.file}
        />
      ) : (
        <AddressFields draft={draft} set={set} error={errors.url} />
      )}
      <TextInput
        label="Name"
        description="Sellers see it"
        required
        maxLength={200}
        value={draft.name}
        error={errors.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <SizeFields draft={draft} set={set} errors={errors} />
      <TextInput
        label="Click-through address"
        description="Where a click leads; some formats need it"
        placeholder="https://shop.example.com/autumn"
        inputMode="url"
        maxLength={2000}
        value={draft.clickUrl}
        error={errors.clickUrl}
        onChange={(event) => set({ clickUrl: event.currentTarget.value })}
      />
      {refusal && Object.keys(refusal.fields).length === 0 && (
        <Failure title="Nothing was saved" message={refusal.message} requestId={refusal.requestId} />
      )}
      <DialogButtons>
        <Button onClick={onCancel}>Cancel</Button>
        <BusyButton type="submit" look="primary" busy={busy} busyLabel="Saving…" disabled={uploading.share !== null}>
          {isNew ? "Add to the library" : "Save"}
        </BusyButton>
      </DialogButtons>
    </form>
  );
}

type FieldsProps = { readonly draft: CreativeDraft; readonly set: Patch<CreativeDraft> };

function SourceChoice({ draft, set }: FieldsProps) {
  return (
    <fieldset className={styles.choice}>
      <legend className="visually-hidden">Where the file is</legend>
      {(["upload", "url"] as const).map((from) => (
        <label key={from}>
          <input type="radio" name="from" checked={draft.from === from} onChange={() => set({ from })} />
          {from === "upload" ? "Upload a file" : "Use an address"}
        </label>
      ))}
    </fieldset>
  );
}

/** The browser looks at the address and fills in the size; our server never does. */
function AddressFields({ draft, set, error }: FieldsProps & { readonly error: string | undefined }) {
  const measure = async () => {
    if (error || !draft.url.trim().startsWith("https://")) return;
    const kind = looksLikeVideo(draft.url) ? "video" : draft.kind;
    const seen = await measureMedia(draft.url.trim(), kind);
    if (!seen) return;
    const seconds = seen.durationMs === null ? "" : String(seen.durationMs / 1000);
    set({ kind, width: String(seen.width), height: String(seen.height), seconds });
  };
  return (
    <>
      <TextInput
        label="Address of the file"
        description="Sellers fetch it from there; it has to stay reachable"
        placeholder="https://cdn.example.com/banner-300x250.png"
        inputMode="url"
        required
        maxLength={2000}
        value={draft.url}
        error={error}
        onChange={(event) => set({ url: event.currentTarget.value })}
        onBlur={measure}
      />
      <NativeSelect
        label="Kind"
        value={draft.kind}
        data={[
          { value: "image", label: "Image" },
          { value: "video", label: "Video" },
        ]}
        onChange={(event) => set({ kind: event.currentTarget.value === "video" ? "video" : "image" })}
      />
    </>
  );
}

function SizeFields({ draft, set, errors }: FieldsProps & { readonly errors: Readonly<Record<string, string>> }) {
  // An uploaded image says its own size.
  const known = draft.from === "upload" && kindOf(draft) === "image";
  if (known && !draft.asset) return null;
  return (
    <div className={styles.pair}>
      <TextInput
        label="Width, px"
        inputMode="numeric"
        required={!known}
        readOnly={known}
        value={draft.width}
        error={errors.width}
        onChange={(event) => set({ width: event.currentTarget.value })}
      />
      <TextInput
        label="Height, px"
        inputMode="numeric"
        required={!known}
        readOnly={known}
        value={draft.height}
        error={errors.height}
        onChange={(event) => set({ height: event.currentTarget.value })}
      />
      {kindOf(draft) === "video" && (
        <TextInput
          label="Length, s"
          inputMode="decimal"
          required
          value={draft.seconds}
          error={errors.durationMs}
          onChange={(event) => set({ seconds: event.currentTarget.value })}
        />
      )}
    </div>
  );
}
