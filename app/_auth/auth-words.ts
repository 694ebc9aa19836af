export type AuthStep = "sign-in" | "code" | "recovery" | "password" | "reset";

const refused: Readonly<Record<AuthStep, string>> = {
  // An unknown address and a wrong password are one answer, so nobody learns which addresses exist.
  "sign-in": "Email or password is not right.",
  code: "This code is not right, or it is over. Enter the one shown now.",
  recovery: "This recovery code is not right, or it was used already.",
  password: "The password is not right.",
  reset: "This link is over or was used. Ask for another one.",
};

const exact: Readonly<Record<string, string>> = {
  PASSWORD_TOO_SHORT: "A password has at least 10 characters.",
  PASSWORD_TOO_WEAK: "This password is easily guessed. Choose a longer or less usual one.",
  PASSWORD_TOO_LONG: "A password has at most 128 characters.",
  ACCOUNT_DISABLED: "This account is disabled. An administrator of your organisation can enable it.",
  NOT_FOUND: "That is over already.",
  INVALID_TWO_FACTOR_COOKIE: "That took too long. Sign in again.",
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: "Too many attempts. Sign in again.",
};

/** What sign-in and one's own account say when the server refuses. */
export function authProblem(step: AuthStep, status: number, retryAfter: string | null, code?: string): string {
  if (status === 429) {
    const seconds = Number(retryAfter);
    const wait = Number.isInteger(seconds) && seconds > 0 ? `in ${seconds} s` : "in a minute";
    return `Too many attempts. Try again ${wait}.`;
  }
  if (status >= 400 && status < 500) return exact[code ?? ""] ?? refused[step];
  return "The server did not answer. Try again.";
}
