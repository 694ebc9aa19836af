import { answerSafely } from "@/server/api/answer-safely";
import { actorFrom } from "@/server/api/context";
import { readRange } from "@/server/api/limited-body";
import { composition } from "@/server/composition";
import { DomainError } from "@/server/domain/errors";
import { readAsset } from "@/server/workflows/read-asset";

/** One uploaded file, to its own organisation or to a seller that was sent its address with a key. Nothing in it may run. */
export function GET(
  request: Request,
  { params }: { readonly params: Promise<{ readonly uploadId: string }> },
): Promise<Response> {
  return answerSafely({ door: "assets", log: composition().ports.log }, async (requestId) =>
    answer(request, (await params).uploadId, requestId),
  );
}

async function answer(request: Request, uploadId: string, requestId: string): Promise<Response> {
  const { auth, db, ports } = composition();
  const key = new URL(request.url).searchParams.get("key");
  const actor = key === null ? await actorFrom({ auth, db }, request.headers, requestId) : null;
  try {
    const { bytes, mime } = await readAsset(ports, actor, uploadId, key);
    return serve(bytes, request.headers.get("range"), {
      "content-type": mime,
      "content-disposition": "inline",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "cross-origin-resource-policy": key === null ? "same-origin" : "cross-origin",
      "cache-control": "private, max-age=86400, immutable",
      "accept-ranges": "bytes",
    });
  } catch (error) {
    if (error instanceof DomainError && error.code === "NOT_FOUND") return new Response("Not found", { status: 404 });
    throw error;
  }
}

function serve(bytes: Uint8Array<ArrayBuffer>, range: string | null, headers: Record<string, string>): Response {
  const asked = readRange(range, bytes.byteLength);
  if (asked === null) return new Response(bytes, { headers });
  if (asked === "unsatisfiable") {
    return new Response(null, { status: 416, headers: { "content-range": `bytes */${bytes.byteLength}` } });
  }
  const part = bytes.subarray(asked.from, asked.to + 1);
  const contentRange = `bytes ${asked.from}-${asked.to}/${bytes.byteLength}`;
  return new Response(part, { status: 206, headers: { ...headers, "content-range": contentRange } });
}
