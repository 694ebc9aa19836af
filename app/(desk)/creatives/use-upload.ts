import { useState } from "react";
import type { UploadedAsset } from "@/server/api/views/creative-view";
import type { CreativeDraft } from "./creative-draft";
import { type Measured, measureMedia } from "./measure-media";
import { fileProblem, uploadFile } from "./upload-file";
import type { Patch } from "./use-draft";

type Uploading = {
  /** 0..1 while a file is under way. */
  readonly share: number | null;
  readonly problem: string | null;
  readonly upload: (file: File) => Promise<void>;
};

/** Uploads a file into the draft, and fills in what its bytes and the browser say of it. */
export function useUpload(set: Patch<CreativeDraft>): Uploading {
  const [share, setShare] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const upload = async (file: File) => {
    const wrong = fileProblem(file);
    setProblem(wrong);
    if (wrong) return;
    setShare(0);
    const [outcome, seen] = await Promise.all([uploadFile(file, setShare), measureFile(file)]);
    setShare(null);
    if (outcome.kind === "failed") setProblem(outcome.message);
    else set((current) => uploaded(current, file.name, outcome.asset, seen));
  };
  return { share, problem, upload };
}

async function measureFile(file: File): Promise<Measured | null> {
  const address = URL.createObjectURL(file);
  const seen = await measureMedia(address, file.type.startsWith("video/") ? "video" : "image");
  URL.revokeObjectURL(address);
  return seen;
}

function uploaded(
  current: CreativeDraft,
  fileName: string,
  asset: UploadedAsset,
  seen: Measured | null,
): Partial<CreativeDraft> {
  const text = (value: number | null | undefined) => (value ? String(value) : "");
  return {
    asset: { ...asset, fileName },
    kind: asset.kind,
    name: current.name === "" ? fileName.replace(/\.[^.]+$/, "") : current.name,
    width: text(asset.width ?? seen?.width),
    height: text(asset.height ?? seen?.height),
    seconds: text(seen?.durationMs && seen.durationMs / 1000),
  };
}
