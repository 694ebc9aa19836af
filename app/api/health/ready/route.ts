import { composition } from "@/server/composition";

export const dynamic = "force-dynamic";

/** `live`: the process answers. `ready`: it takes requests and the database reads; not once it was told to stop (scripts/serve.mjs). */
export async function GET(): Promise<Response> {
  if (Symbol.for("flightdeck.leaving") in globalThis) return unready();
  try {
    await composition().db.organisation.count();
    return Response.json({ live: true, ready: true });
  } catch (error) {
    composition().ports.log.error({ err: error }, "not ready");
    return unready();
  }
}

function unready(): Response {
  return Response.json({ live: true, ready: false }, { status: 503 });
}
