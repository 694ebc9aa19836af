import { composition } from "@/server/composition";
import { isReady } from "@/server/readiness";

export const dynamic = "force-dynamic";

/** `live`: the process answers. `ready`: it takes requests and the database reads. */
export async function GET(): Promise<Response> {
  const ready = await isReady(composition().ports);
  return Response.json({ live: true, ready }, { status: ready ? 200 : 503 });
}
