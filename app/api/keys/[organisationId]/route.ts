import { answerSafely } from "@/server/api/answer-safely";
import { composition } from "@/server/composition";
import { publishedKeySet } from "@/server/workflows/published-keys";

/** The public keys with which an organisation's requests are signed (JWKS), for sellers; nobody signs in for it. */
export function GET(
  _request: Request,
  { params }: { readonly params: Promise<{ readonly organisationId: string }> },
): Promise<Response> {
  return answerSafely({ door: "keys", log: composition().ports.log }, async () =>
    answer((await params).organisationId),
  );
}

async function answer(organisationId: string): Promise<Response> {
  const set = await publishedKeySet(composition().ports, organisationId);
  if (set === null) return new Response("Not found", { status: 404 });
  return Response.json(set, {
    headers: { "cache-control": "public, max-age=300", "x-content-type-options": "nosniff" },
  });
}
