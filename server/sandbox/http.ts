import type { IncomingMessage, ServerResponse } from "node:http";
import type { Json } from "./model";

const LIMIT_BYTES = 5_000_000;

export async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > LIMIT_BYTES) throw new RangeError("The request body is too large.");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

export function sendJson(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  res.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

export function sendHtml(res: ServerResponse, title: string, body: string): void {
  const style = `*{box-sizing:border-box}:root{color-scheme:light dark;--line:light-dark(#c9ccd1,#444b55);--tint:light-dark(#eef1f3,#262b32)}
    body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;background:Canvas;color:CanvasText}
    table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid var(--line);padding:.4rem;text-align:left;
    vertical-align:top;font-weight:inherit}thead th{font-weight:600}td form{display:inline}
    fieldset{border:1px solid var(--line);border-radius:6px;margin:.6rem 0;padding:.5rem .8rem;display:flex;flex-wrap:wrap;
    gap:.5rem 1rem;align-items:center}legend{font-weight:600}input,select,button{font:inherit;padding:.25rem .5rem;min-height:2rem;
    max-width:100%}input[type=checkbox]{min-height:0}code{background:var(--tint);padding:0 .2rem;overflow-wrap:anywhere}`;
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title>`;
  res.writeHead(200, { "content-type": "text/html; charset=utf-8" });
  res.end(
    `<!doctype html><html lang="en"><head>${head}<style>${style}</style></head><body><main>${body}</main></body></html>`,
  );
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

/** A body sent as JSON or by an HTML form, as an object of its fields. */
export async function readFields(req: IncomingMessage): Promise<Json> {
  const text = await readBody(req);
  if (req.headers["content-type"]?.includes("application/json") === true) return JSON.parse(text || "{}") as Json;
  return Object.fromEntries(new URLSearchParams(text));
}

/** A browser's form gets sent back to its page, a program gets JSON. */
export function finishForm(req: IncomingMessage, res: ServerResponse, page: string, body: unknown): void {
  if (req.headers.accept?.includes("text/html") === true) res.writeHead(303, { location: page }).end();
  else sendJson(res, 200, body);
}
