import type { AgentRequest } from "../transport";

type Args = Readonly<Record<string, unknown>>;
type Route = { readonly method: AgentRequest["method"]; readonly path: string };

/** What the open sales agent serves under /api/v1 (seed 001). No route lists media buys, none shows a task. */
const routes: ReadonlyMap<string, Route> = new Map([
  ["get_adcp_capabilities", { method: "GET", path: "/capabilities" }],
  ["get_products", { method: "POST", path: "/products" }],
  ["list_creative_formats", { method: "POST", path: "/creative-formats" }],
  ["create_media_buy", { method: "POST", path: "/media-buys" }],
  ["update_media_buy", { method: "PUT", path: "/media-buys/{media_buy_id}" }],
  ["get_media_buy_delivery", { method: "POST", path: "/media-buys/delivery" }],
  ["sync_creatives", { method: "POST", path: "/creatives/sync" }],
  ["list_creatives", { method: "POST", path: "/creatives" }],
  ["list_accounts", { method: "POST", path: "/accounts" }],
  ["sync_accounts", { method: "POST", path: "/accounts/sync" }],
]);

/** The AdCP tasks that have a route: what such an agent can do at all. */
export const restTools: readonly string[] = [...routes.keys()];

export type RestTarget = Pick<AgentRequest, "method" | "url" | "body">;

/** Where a task goes; null: there is no route. The body is the task's own AdCP JSON. TypeError: a path needs an id that is not there. */
export function restTarget(agentUrl: string, tool: string, args: Args): RestTarget | null {
  const route = routes.get(tool);
  if (!route) return null;
  const path = route.path.replace(/\{(\w+)\}/g, (_whole, name: string) => idIn(args, name));
  return {
    method: route.method,
    url: `${baseOf(agentUrl)}${path}`,
    body: route.method === "GET" ? null : JSON.stringify(args),
  };
}

function idIn(args: Args, name: string): string {
  const id = args[name];
  if (typeof id !== "string" || id === "") throw new TypeError(`A REST path needs ${name}`);
  return encodeURIComponent(id);
}

/** People enter the host or the API itself: both mean the same. */
function baseOf(agentUrl: string): string {
  const url = new URL(agentUrl);
  const path = url.pathname.replace(/\/+$/, "");
  return `${url.origin}${path.endsWith("/api/v1") ? path : `${path}/api/v1`}`;
}
