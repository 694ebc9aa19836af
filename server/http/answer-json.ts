import type { ServerResponse } from "node:http";

const mostLeftUnread = 4_096;

/** One answer in JSON of a door that stands before Next. */
export function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const { complete, headers: asked } = response.req;
  // A body that was not read to its end is not waited for, it may have none; a small one is here already, or with the next packet.
  const leaving = complete || Number(asked["content-length"]) <= mostLeftUnread ? {} : { connection: "close" };
  response.writeHead(status, { ...headers, ...leaving, "content-type": "application/json" }).end(JSON.stringify(body));
}
