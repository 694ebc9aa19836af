import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { millis, oncePerKey, type Row } from "./behaviour";

function status(res: ServerResponse, code: number, headers: Record<string, string>, text: string): boolean {
  res.writeHead(code, { "content-type": "text/plain", ...headers }).end(text);
  return true;
}

function bytes(res: ServerResponse, body: string | Buffer): boolean {
  res.writeHead(200, { "content-type": "application/json" }).end(body);
  return true;
}

/** The honest answer as text, with one message in it that a test can find and replace. */
const MARK = "@@";

function withMessage(body: object, message: Buffer): Buffer {
  const { result } = body as { result?: { structuredContent?: object } };
  const changed = {
    ...body,
    result: { ...result, structuredContent: { ...result?.structuredContent, message: MARK } },
  };
  const text = JSON.stringify(changed);
  const at = text.lastIndexOf(MARK);
  return Buffer.concat([Buffer.from(text.slice(0, at)), message, Buffer.from(text.slice(at + MARK.length))]);
}

/** Misbehaviour below AdCP: in the exchange of bytes. */
export const WIRES = {
  slow: {
    does: "answers honestly, late; value is milliseconds (3000 when absent)",
    wire: async (value) => {
      await delay(millis(value, 3000));
      return false;
    },
  },
  error500: {
    does: "answers HTTP 500 and does nothing",
    wire: async (_value, { res }) => status(res, 500, {}, "Internal server error"),
    limit: oncePerKey,
  },
  error502: {
    does: "does the work and a proxy in front answers HTTP 502",
    wire: async (_value, { res, work }) => {
      await work();
      return status(res, 502, {}, "Bad gateway");
    },
    limit: oncePerKey,
  },
  drop: {
    does: "does the work and cuts the connection without an answer",
    wire: async (_value, { req, work }) => {
      await work();
      req.socket.destroy();
      return true;
    },
    limit: oncePerKey,
  },
  lost: {
    does: "cuts the connection without an answer and does nothing",
    wire: async (_value, { req }) => {
      req.socket.destroy();
      return true;
    },
    limit: oncePerKey,
  },
  "429": {
    does: "answers HTTP 429 with Retry-After; value is seconds (1 when absent)",
    wire: async (value, { res }) => status(res, 429, { "retry-after": value || "1" }, "Too many requests"),
    limit: oncePerKey,
  },
  malformed: {
    does: "does the work and answers JSON that breaks off",
    wire: async (_value, { res, work }) => {
      const text = JSON.stringify(await work());
      return bytes(res, text.slice(0, text.length / 2));
    },
    limit: oncePerKey,
  },
  bad_utf8: {
    does: "does the work and answers with bytes in the message that are not UTF-8",
    wire: async (_value, { res, work }) => bytes(res, withMessage(await work(), Buffer.from([0x66, 0xff, 0xfe, 0xc0]))),
  },
  huge: {
    does: "does the work and answers with a message of value MB (10)",
    wire: async (value, { res, work }) => {
      const size = Math.round((Number(value) || 10) * 1024 * 1024);
      return bytes(res, withMessage(await work(), Buffer.alloc(size, "A")));
    },
    limit: oncePerKey,
  },
  deep: {
    does: "does the work and answers with arrays nested value deep (20000) beside the data",
    wire: async (value, { res, work }) => {
      const depth = Math.round(Number(value) || 20_000);
      const text = JSON.stringify(await work());
      const nested = `"ext":{"deep":${"[".repeat(depth)}${"]".repeat(depth)}},`;
      return bytes(
        res,
        text.replace('"structuredContent":{', (open) => `${open}${nested}`),
      );
    },
    limit: oncePerKey,
  },
  drip: {
    does: "does the work and answers a byte at a time, taking value ms (60000) for the whole",
    wire: async (value, { res, work }) => {
      const body = Buffer.from(JSON.stringify(await work()));
      const pause = millis(value, 60_000) / body.length;
      res.writeHead(200, { "content-type": "application/json" });
      for (const byte of body) {
        if (res.destroyed) return true;
        res.write(Buffer.of(byte));
        await delay(pause);
      }
      res.end();
      return true;
    },
    limit: oncePerKey,
  },
} satisfies Record<string, Row>;
