import { answerSafely } from "@/server/api/answer-safely";
import { readLimitedBody } from "@/server/api/limited-body";
import { refuseForeignOrigin } from "@/server/api/origin";
import { answerAuth } from "@/server/auth/auth-door";
import { mostBytes } from "@/server/auth/auth-inputs";
import { composition } from "@/server/composition";

/** Sign-in where no door stands before Next (development): asked by our own pages only, and never by a plain form. */
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
