import { answerSafely } from "@/server/api/answer-safely";
import { actorFrom } from "@/server/api/context";
import { readLimitedBody } from "@/server/api/limited-body";
import { refuseForeignOrigin } from "@/server/api/origin";
import { composition } from "@/server/composition";
import { isUploadMime, largestUploadBytes } from "@/server/domain/creative/media-bytes";
import { DomainError } from "@/server/domain/errors";
import { can } from "@/server/domain/permissions";
import { uploadAsset } from "@/server/workflows/upload-asset";

/** Takes one file as the raw body. Who may, what type and how large are settled before a byte of it is read. */
export function POST(request: Request): Promise<Response> {
  return answerSafely({ door: "uploads", log: composition().ports.log }, (requestId) => answer(request, requestId));
}

async function answer(request: Request, requestId: string): Promise<Response> {
  const claimedMime = request.headers.get("content-type") ?? "";
  // A type we do not keep is named as such below; what matters here is that no plain form can send it.
  const foreign = refuseForeignOrigin(request, (type) => /^(image|video|application)\//.test(type));
  if (foreign) return foreign;
  const { auth, db, ports } = composition();
  const actor = await actorFrom({ auth, db }, request.headers, requestId);
  if (!actor) return refuse(401, "Sign in to go on");
  if (!can(actor.role, "creative:write")) return refuse(403, `Your role (${actor.role}) may not do this`);
  if (!isUploadMime(claimedMime)) return refuse(415, "Only PNG, JPEG, GIF, WebP, MP4 and WebM files can be kept");
  const bytes = await readLimitedBody(request, largestUploadBytes);
  if (!bytes) return refuse(413, "The file is larger than 10 MB");
  try {
    return Response.json(await uploadAsset(ports, actor, { claimedMime, bytes }));
  } catch (error) {
    if (error instanceof DomainError) return refuse(422, error.message);
    throw error;
  }
}

function refuse(status: number, message: string): Response {
  return Response.json({ error: { message } }, { status, headers: { "cache-control": "no-store" } });
}
