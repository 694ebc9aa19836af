import { refuseForeignOrigin } from "@/server/api/origin";
import { answerAuth } from "@/server/auth/auth-door";
import { composition } from "@/server/composition";

/** Sign-in, sign-out and one's own password: asked by our own pages only, and never by a plain form. */
export async function POST(request: Request): Promise<Response> {
  return refuseForeignOrigin(request) ?? (await answerAuth(composition(), request));
}
