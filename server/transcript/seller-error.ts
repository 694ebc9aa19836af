type Json = Readonly<Record<string, unknown>>;

export type SellerError = { readonly code: string; readonly message: string };

const deepest = 8;

/** The refusal inside an answer that HTTP calls a success: AdCP's error object, a JSON-RPC error, or a tool that says it failed. */
export function sellerErrorIn(body: string | null): SellerError | null {
  if (body === null || !/error/i.test(body)) return null;
  const answer = parsed(body);
  if (!isObject(answer)) return null;
  return adcpError(answer, 0) ?? rpcError(answer.error) ?? toolError(answer.result);
}

function rpcError(error: unknown): SellerError | null {
  if (!isObject(error) || typeof error.code !== "number") return null;
  return { code: `RPC_${error.code}`, message: textOf(error.message) };
}

function toolError(result: unknown): SellerError | null {
  if (!isObject(result) || result.isError !== true) return null;
  const [first] = Array.isArray(result.content) ? (result.content as readonly unknown[]) : [];
  return { code: "SELLER_ERROR", message: isObject(first) ? textOf(first.text) : "" };
}

/** The first `adcp_error` anywhere in it; sellers put it into data, text and task states. */
function adcpError(value: unknown, depth: number): SellerError | null {
  if (depth > deepest) return null;
  if (typeof value === "string") return value.includes("adcp_error") ? adcpError(parsed(value), depth + 1) : null;
  if (typeof value !== "object" || value === null) return null;
  if (isObject(value) && isObject(value.adcp_error) && typeof value.adcp_error.code === "string") {
    return { code: value.adcp_error.code.slice(0, 64), message: textOf(value.adcp_error.message) };
  }
  for (const inner of Object.values(value)) {
    const found = adcpError(inner, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.slice(0, 1_000) : "";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
