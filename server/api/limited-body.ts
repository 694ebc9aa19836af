import type { IncomingMessage } from "node:http";

/** The whole body, or null as soon as it is larger than `most` bytes: the rest is not read, and who sent it can still be answered. */
export async function readLimitedBody(
  request: Request | IncomingMessage,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const { declared, pieces } = "rawHeaders" in request ? ofNode(request) : ofWeb(request);
  if (Number(declared ?? 0) > most) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of pieces) {
    length += chunk.byteLength;
    if (length > most) return null;
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

type Body = {
  readonly declared: string | null | undefined;
  readonly pieces: AsyncIterable<Uint8Array> | readonly Uint8Array[];
};

function ofNode(request: IncomingMessage): Body {
  // Left as it is, the connection would be gone before it is answered.
  return { declared: request.headers["content-length"], pieces: request.iterator({ destroyOnReturn: false }) };
}

function ofWeb(request: Request): Body {
  return { declared: request.headers.get("content-length"), pieces: request.body ?? [] };
}

export type ByteRange = { readonly from: number; readonly to: number };

/** One range of a file (RFC 9110 §14), `to` inclusive; null: the whole file is asked for, or something we do not serve in parts. */
export function readRange(header: string | null, length: number): ByteRange | "unsatisfiable" | null {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (!found) return null;
  const [, first = "", last = ""] = found;
  if (first === "" && last === "") return null;
  if (first === "") return { from: Math.max(0, length - Number(last)), to: length - 1 };
  const from = Number(first);
  const to = last === "" ? length - 1 : Math.min(Number(last), length - 1);
  return from > to ? "unsatisfiable" : { from, to };
}
