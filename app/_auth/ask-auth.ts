import { type AuthStep, authProblem } from "./auth-words";

type Answer<T> = {
  readonly data: T | null;
  readonly error: { readonly status: number; readonly code?: string | undefined } | null;
};
type Client = typeof import("./auth-client").authClient;

/** One question to /api/auth: its answer, or what to say to the person. Never throws. */
export async function askAuth<T extends object>(
  step: AuthStep,
  ask: (client: Client, onError: (context: { readonly response: Response }) => void) => Promise<Answer<T>>,
): Promise<{ readonly data: T; readonly problem: null } | { readonly data: null; readonly problem: string }> {
  let retryAfter: string | null = null;
  try {
    const { authClient } = await import("./auth-client");
    const { data, error } = await ask(authClient, ({ response }) => {
      retryAfter = response.headers.get("x-retry-after");
    });
    if (error) return { data: null, problem: authProblem(step, error.status, retryAfter, error.code) };
    return { data: data as T, problem: null };
  } catch {
    return { data: null, problem: authProblem(step, 0, null) };
  }
}
