/** What sign-in says. An unknown address and a wrong password are one answer, so nobody learns which addresses exist. */
export function signInProblem(status: number, retryAfter: string | null): string {
  if (status === 429) {
    const seconds = Number(retryAfter);
    const wait = Number.isInteger(seconds) && seconds > 0 ? `in ${seconds} s` : "in a minute";
    return `Too many attempts. Try again ${wait}.`;
  }
  if (status >= 400 && status < 500) return "Email or password is not right.";
  return "The server did not answer. Try again.";
}
