"use client";

import { useState } from "react";
import styles from "./creatives.module.css";

type PreviewProps = {
  readonly creative: { readonly name: string; readonly kind: "image" | "video"; readonly previewUrl: string | null };
  /** `thumb`: a still beside a name that says the same. `stage`: large, a video with its controls. */
  readonly size: "thumb" | "stage";
};

/** The file as the browser shows it: only as a picture or a film, and its host does not learn from where. */
export function Preview({ creative, size }: PreviewProps) {
  const { previewUrl, kind, name } = creative;
  // Remembered by address, so that a replaced file gets its own chance.
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  const broken = previewUrl === null || brokenUrl === previewUrl;
  return (
    <div className={styles[size]}>
      {broken ? (
        <span>{size === "thumb" ? kind : "No preview: the file cannot be shown from here"}</span>
      ) : (
        <Media url={previewUrl} kind={kind} name={name} size={size} onBroken={() => setBrokenUrl(previewUrl)} />
      )}
    </div>
  );
}

type MediaProps = {
  readonly url: string;
  readonly kind: "image" | "video";
  readonly name: string;
  readonly size: "thumb" | "stage";
  readonly onBroken: () => void;
};

function Media({ url, kind, name, size, onBroken }: MediaProps) {
  if (kind === "image") {
    const alt = size === "thumb" ? "" : `Preview of ${name}`;
    // Not next/image: its optimizer would fetch addresses that people typed, which the server must not.
    return <img src={url} alt={alt} loading="lazy" decoding="async" referrerPolicy="no-referrer" onError={onBroken} />;
  }
  if (size === "thumb") {
    return <video src={url} preload="metadata" muted playsInline tabIndex={-1} aria-hidden="true" onError={onBroken} />;
  }
  return (
    <video
      src={url}
      preload="metadata"
      muted
      playsInline
      controls
      aria-label={`Preview of ${name}`}
      onError={onBroken}
    />
  );
}
