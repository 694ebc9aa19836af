import type { UploadedAsset } from "@/server/api/views/creative-view";
import { isUploadMime, largestUploadBytes } from "@/server/domain/creative/media-bytes";

export type UploadOutcome =
  | { readonly kind: "done"; readonly asset: UploadedAsset }
  | { readonly kind: "failed"; readonly message: string };

/** What would be refused anyway, said before a byte is sent. */
export function fileProblem(file: Pick<File, "type" | "size">): string | null {
  if (!isUploadMime(file.type)) return "Choose a PNG, JPEG, GIF or WebP image, or an MP4 or WebM video";
  if (file.size > largestUploadBytes) return "The file is larger than 10 MB";
  return file.size === 0 ? "The file is empty" : null;
}

/** Sends the file as it is; `onShare` hears how much of it has gone, 0..1. Sent again after a failure it is kept once. */
export function uploadFile(file: File, onShare: (share: number) => void): Promise<UploadOutcome> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/uploads");
    request.setRequestHeader("content-type", file.type);
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && onShare(event.loaded / event.total);
    request.onload = () => resolve(outcomeOf(request.status, request.response));
    request.onerror = () =>
      resolve({
        kind: "failed",
        message: "The upload was cut off. The form is as you left it; choose the file again.",
      });
    request.send(file);
  });
}

type Reply = UploadedAsset | { readonly error?: { readonly message?: string } } | null;

function outcomeOf(status: number, reply: Reply): UploadOutcome {
  if (status === 200 && reply && "uploadId" in reply) return { kind: "done", asset: reply };
  const message = reply && "error" in reply ? reply.error?.message : undefined;
  return { kind: "failed", message: message ?? "The file was not kept; choose it again" };
}
