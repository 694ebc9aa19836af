import type { IncomingMessage } from "node:http";

/** The whole body, or null as soon as it is larger than `most` bytes: the rest is not read. */
export async function readBody(request: IncomingMessage, most: number): Promise<Uint8Array | null> {
  if (Number(request.headers["content-length"] ?? 0) > most) return null;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > most) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
