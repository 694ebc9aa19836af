import { TRPCError } from "@trpc/server";
import { DomainError } from "../../domain/errors";

/** How a procedure refused: our code or tRPC's, its words, and the paths of what it names. Throws when it did not refuse. */
export async function refusal(work: Promise<unknown>) {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof TRPCError)) throw new Error("Nothing was refused");
  const cause = error.cause instanceof DomainError ? error.cause : null;
  return {
    code: cause?.code ?? error.code,
    message: error.message,
    paths: (cause?.issues ?? []).map((one) => one.path),
  };
}

/** The rule that refused and the fields it names, whatever the words. */
export async function refusedFields(work: Promise<unknown>) {
  const { code, paths } = await refusal(work);
  return { code, paths };
}
