import type { CreativeKind } from "./creative";

/** What the bytes of a file say it is; a name or a header is never believed. */
export type MediaBytes = {
  readonly mime: UploadMime;
  readonly kind: CreativeKind;
  /** Pixels; null where the header does not say (video). */
  readonly width: number | null;
  readonly height: number | null;
};

export const uploadMimes = ["image/png", "image/jpeg", "image/gif", "image/webp", "video/mp4", "video/webm"] as const;
export type UploadMime = (typeof uploadMimes)[number];

export const largestUploadBytes = 10 * 1024 * 1024;

export function isUploadMime(text: string): text is UploadMime {
  return (uploadMimes as readonly string[]).includes(text);
}

/** Null: none of the kinds we keep (SVG and HTML among them, because they can carry scripts). */
export function readMediaBytes(bytes: Uint8Array): MediaBytes | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (at: number, length: number) => String.fromCharCode(...bytes.subarray(at, at + length));
  if (bytes.length < 12) return null;
  if (view.getUint32(0) === 0x89504e47 && view.getUint32(4) === 0x0d0a1a0a) return png(view, text);
  if (text(0, 6) === "GIF87a" || text(0, 6) === "GIF89a")
    return image("image/gif", view.getUint16(6, true), view.getUint16(8, true));
  if (text(0, 4) === "RIFF" && text(8, 4) === "WEBP") return webp(view, text);
  if (view.getUint16(0) === 0xffd8) return jpeg(view);
  if (text(4, 4) === "ftyp") return { mime: "video/mp4", kind: "video", width: null, height: null };
  if (view.getUint32(0) === 0x1a45dfa3 && text(0, Math.min(bytes.length, 64)).includes("webm"))
    return { mime: "video/webm", kind: "video", width: null, height: null };
  return null;
}

type Text = (at: number, length: number) => string;

function image(mime: UploadMime, width: number, height: number): MediaBytes | null {
  return width > 0 && height > 0 ? { mime, kind: "image", width, height } : null;
}

function png(view: DataView, text: Text): MediaBytes | null {
  if (view.byteLength < 24 || text(12, 4) !== "IHDR") return null;
  return image("image/png", view.getUint32(16), view.getUint32(20));
}

/** The three ways a WebP file says its size: extended, lossless, lossy (RFC 9649). */
function webp(view: DataView, text: Text): MediaBytes | null {
  if (view.byteLength < 30) return null;
  const chunk = text(12, 4);
  const u24 = (at: number) => view.getUint16(at, true) + view.getUint8(at + 2) * 65_536;
  if (chunk === "VP8X") return image("image/webp", u24(24) + 1, u24(27) + 1);
  if (chunk === "VP8 ")
    return image("image/webp", view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
  if (chunk !== "VP8L") return null;
  const packed = view.getUint32(21, true);
  return image("image/webp", (packed & 0x3fff) + 1, ((packed >>> 14) & 0x3fff) + 1);
}

/** Walks the segments to the frame header (SOF), the only place where a JPEG names its size. */
function jpeg(view: DataView): MediaBytes | null {
  let at = 2;
  while (at + 9 < view.byteLength) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (isFrameHeader(marker)) return image("image/jpeg", view.getUint16(at + 7), view.getUint16(at + 5));
    const length = view.getUint16(at + 2);
    if (length < 2) return null;
    at += 2 + length;
  }
  return null;
}

/** SOF0–SOF15 without the three markers of that range that are something else (DHT, JPG, DAC). */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
