import { answerSafely } from "@/server/api/answer-safely";
import { composition } from "@/server/composition";
import { metricsAnswer } from "@/server/metrics/metrics-answer";

export const dynamic = "force-dynamic";

/** What Prometheus reads of this process. */
export function GET(request: Request): Promise<Response> {
  return answerSafely({ door: "metrics", log: composition().ports.log }, () => answer(request));
}

async function answer(request: Request): Promise<Response> {
  const { status, headers, body } = await metricsAnswer(composition(), request.headers.get("authorization"));
  return new Response(body, { status, headers });
}
