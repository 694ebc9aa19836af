import type { Context } from "./context";

type Called = Pick<Context, "requestId" | "actor" | "ports">;

type Outcome = { readonly ok: boolean; readonly error?: { readonly code: string } };

/** One procedure: every line of the log written meanwhile says whose it is, and where somebody traces it is a step. */
export function followCall<T extends Outcome>(ctx: Called, path: string, work: () => Promise<T>): Promise<T> {
  const { ports } = ctx;
  const { requestId, userId, organisationId } = whose(ctx);
  const logged = () => (ports.log.within ? ports.log.within({ ...whose(ctx), procedure: path }, work) : work());
  if (!ports.tracing) return logged();
  const attributes = {
    "flightdeck.request": requestId,
    "flightdeck.user": userId,
    "flightdeck.organisation": organisationId,
  };
  const about = ({ ok, error }: Outcome) => ({ "flightdeck.outcome": ok ? "ok" : (error?.code ?? "failed") });
  return ports.tracing.step(`procedure ${path}`, attributes, logged, { parent: null, about });
}

/** Whoever was refused for who they are is in the log. */
export function noteDenied(ctx: Called, path: string, code: string): void {
  if (code !== "UNAUTHORIZED" && code !== "FORBIDDEN") return;
  const role = ctx.actor?.role ?? null;
  ctx.ports.log.warn({ event: "denied", ...whose(ctx), procedure: path, code, role }, "a call was denied");
}

export function noteFailed(ctx: Called, path: string, err: unknown): void {
  ctx.ports.log.error({ ...whose(ctx), procedure: path, err }, "procedure failed");
}

function whose({ requestId, actor }: Called) {
  return { requestId, userId: actor?.userId ?? null, organisationId: actor?.organisationId ?? null };
}
