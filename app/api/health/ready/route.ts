import { composition } from "@/server/composition";

export const dynamic = "force-dynamic";

/** `live`: the process answers. `ready`: the database reads, so requests can be served. */
export async function GET(): Promise<Response> {
  try {
    await composition().db.organisation.count();
    return Response.json({ live: true, ready: true });
  } catch (error) {
    composition().ports.log.error({ err: error }, "not ready");
    return Response.json({ live: true, ready: false }, { status: 503 });
  }
}
