import pino from "pino";
import type { Log } from "./ports";

/** Structured logs on stdout. Secrets have no business in a field; these paths are the second line of defence. */
export function makeLog(level: string): Log {
  return pino({
    level,
    base: null,
    redact: {
      paths: [
        "*.token",
        "*.authorization",
        "*.password",
        "*.credential",
        "*.idempotencyKey",
        "headers.cookie",
        "headers.authorization",
      ],
      censor: "[redacted]",
    },
  });
}
