import { answerSafely } from "@/server/api/answer-safely";
import { readLimitedBody } from "@/server/api/limited-body";
import { composition } from "@/server/composition";
import { receiveWebhook } from "@/server/webhooks/receive-webhook";

type Params = { readonly params: Promise<{ readonly token: string }> };

/** Sellers' webhooks: no session and no origin; what counts is the signature that the address asks for. */
export function POST(request: Request, { params }: Params): Promise<Response> {
  return answerSafely({ door: "webhooks", log: composition().ports.log }, async () =>
    answer(request, (await params).token),
  );
}

async function answer(request: Request, token: string): Promise<Response> {
  const answer = await receiveWebhook(composition().webhooks, {
    token,
    method: request.method,
    headers: request.headers,
    readBody: (most) => readLimitedBody(request, most),
  });
  return Response.json(answer.body, { status: answer.status, headers: { ...answer.headers } });
}
