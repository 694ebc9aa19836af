import { answerSafely } from "@/server/api/answer-safely";
import { readLimitedBody } from "@/server/api/limited-body";
import { refuseForeignOrigin } from "@/server/api/origin";
import { answerAuth } from "@/server/auth/auth-door";
import { composition } from "@/server/composition";

/** A password and an address are the most that is asked here. */
const mostBytes = 16_384;

/** Sign-in, sign-out and one's own password: asked by our own pages only, and never by a plain form. */
export function POST(request: Request): Promise<Response> {
  return answerSafely({ door: "auth", log: composition().ports.log }, () => answer(request));
}

async function answer(request: Request): Promise<Response> {
  const foreign = refuseForeignOrigin(request);
  if (foreign) return foreign;
  const body = await readLimitedBody(request, mostBytes);
  if (body === null) return Response.json({ message: "The request is too large" }, { status: 413 });
  const { url, headers, signal } = request;
  return answerAuth(composition(), new Request(url, { method: "POST", headers, signal, body }));
}
