/** What a browser sees of a file or an address: pixels, and milliseconds of a video. */
export type Measured = {
  readonly kind: "image" | "video";
  readonly width: number;
  readonly height: number;
  readonly durationMs: number | null;
};

const videoName = /\.(mp4|webm|m4v|mov)(?:$|[?#])/i;

export function looksLikeVideo(address: string): boolean {
  return videoName.test(address);
}

/** Loads only as much as it takes to know the size, without telling the host where from. Null: it cannot be shown here. */
export function measureMedia(address: string, kind: "image" | "video"): Promise<Measured | null> {
  return kind === "video" ? measureVideo(address) : measureImage(address);
}

function measureImage(address: string): Promise<Measured | null> {
  return new Promise((resolve) => {
    const image = new Image();
    image.referrerPolicy = "no-referrer";
    image.onload = () =>
      resolve({ kind: "image", width: image.naturalWidth, height: image.naturalHeight, durationMs: null });
    image.onerror = () => resolve(null);
    image.src = address;
  });
}

function measureVideo(address: string): Promise<Measured | null> {
  return new Promise((resolve) => {
    const video = document.createElement("video");
    video.preload = "metadata";
    video.muted = true;
    video.onloadedmetadata = () => {
      const durationMs = Number.isFinite(video.duration) ? Math.round(video.duration * 1000) : null;
      resolve({ kind: "video", width: video.videoWidth, height: video.videoHeight, durationMs });
    };
    video.onerror = () => resolve(null);
    video.src = address;
  });
}
