import type { IncomingMessage } from "node:http";

/** The whole body, or null as soon as it is larger than `most` bytes: the rest is not read, and the connection can still answer. */
export function readBody(request: IncomingMessage, most: number): Promise<Uint8Array | null> {
  if (Number(request.headers["content-length"] ?? 0) > most) return Promise.resolve(null);
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    const done = (body: Uint8Array | null) => {
      request.off("data", onData).off("end", onEnd).off("error", reject).off("close", onClose);
      resolve(body);
    };
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length <= most) chunks.push(chunk);
      else {
        request.pause();
        done(null);
      }
    };
    const onEnd = () => done(Buffer.concat(chunks));
    const onClose = () => reject(new Error("The request ended before its body did"));
    request.on("data", onData).on("end", onEnd).on("error", reject).on("close", onClose);
  });
}
