import type { FieldIssue } from "@/server/domain/errors";

/** What the API said, in the shape forms and Failure need. */
export type Refusal = {
  readonly code: string | null;
  readonly message: string;
  readonly requestId: string | null;
  /** First message per field, keyed by the path as the form spells it ("packages.2.budget"). */
  readonly fields: Readonly<Record<string, string>>;
};

const unreachable = "The server did not answer. Nothing was lost here; try again.";

/** An error of a query or a mutation → words and field messages. Never throws, whatever it is given. */
export function refusalOf(error: unknown): Refusal | null {
  if (error === null || error === undefined) return null;
  const data = recordOf(recordOf(error)?.data);
  if (!data) return { code: null, message: unreachable, requestId: null, fields: {} };
  return {
    code: textOf(data.refusal) ?? textOf(data.code),
    message: textOf(recordOf(error)?.message) ?? "Something went wrong",
    requestId: textOf(data.requestId),
    fields: fieldErrors(data.issues),
  };
}

/** Issues → first message per path. */
export function fieldErrors(issues: unknown): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const issue of Array.isArray(issues) ? issues : []) {
    if (isIssue(issue) && !Object.hasOwn(fields, issue.path)) fields[issue.path] = issue.message;
  }
  return fields;
}

/** Messages of the fields below `prefix`, without it: ("packages.2.budget", prefix "packages.2") → "budget". */
export function fieldsUnder(fields: Readonly<Record<string, string>>, prefix: string): Record<string, string> {
  const start = `${prefix}.`;
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([path]) => path.startsWith(start))
      .map(([path, message]) => [path.slice(start.length), message]),
  );
}

function isIssue(value: unknown): value is FieldIssue {
  const issue = recordOf(value);
  return typeof issue?.path === "string" && typeof issue.message === "string";
}

function recordOf(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
