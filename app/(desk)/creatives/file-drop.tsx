"use client";

import { type DragEvent, useId, useState } from "react";
import { uploadMimes } from "@/server/domain/creative/media-bytes";
import styles from "./creatives.module.css";

type FileDropProps = {
  readonly onFile: (file: File) => void;
  /** 0..1 while a file is under way; null: nothing is. */
  readonly share: number | null;
  readonly fileName: string | null;
  readonly error: string | undefined;
};

/** Choose a file or drop one; says how far it is and what is wrong with it. */
export function FileDrop({ onFile, share, fileName, error }: FileDropProps) {
  const [over, setOver] = useState(false);
  const errorId = useId();
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) onFile(file);
  };
  return (
    <div>
      <div className={styles.drop} data-over={over || undefined} data-wrong={error ? true : undefined}>
        <span className="b">{share === null ? (fileName ?? "Drop a file here, or choose one") : "Uploading…"}</span>
        <span className="sm dim">
          {fileName ? "Drop or choose another to replace it" : "PNG, JPEG, GIF, WebP, MP4 or WebM · up to 10 MB"}
        </span>
        {share !== null && <progress className={styles.bar} value={share} max={1} aria-label="Upload" />}
        <input
          type="file"
          aria-label="File"
          accept={uploadMimes.join(",")}
          aria-invalid={error !== undefined}
          aria-describedby={error === undefined ? undefined : errorId}
          onDragOver={() => setOver(true)}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file) onFile(file);
            event.currentTarget.value = "";
          }}
        />
      </div>
      {error && (
        <p id={errorId} className={styles.error} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
