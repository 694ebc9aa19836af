import type { ServerResponse } from "node:http";

/** One answer in JSON of a door that stands before Next. */
export function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  // A body that was not read to its end is not waited for: it may have none.
  const leaving = response.req.complete ? {} : { connection: "close" };
  response.writeHead(status, { ...headers, ...leaving, "content-type": "application/json" }).end(JSON.stringify(body));
}
