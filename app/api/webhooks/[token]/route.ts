import { readLimitedBody } from "@/server/api/limited-body";
import { composition } from "@/server/composition";
import { receiveWebhook } from "@/server/webhooks/receive-webhook";

type Params = { readonly params: Promise<{ readonly token: string }> };

/** Sellers' webhooks: no session and no origin; what counts is the signature that the address asks for. */
export async function POST(request: Request, { params }: Params): Promise<Response> {
  const { token } = await params;
  const answer = await receiveWebhook(composition().webhooks, {
    token,
    method: request.method,
    headers: request.headers,
    readBody: (most) => readLimitedBody(request, most),
  });
  return Response.json(answer.body, { status: answer.status, headers: { ...answer.headers } });
}
