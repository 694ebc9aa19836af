import type { Ports } from "./ports";

/**
 * The same ports for work of one organisation: its write transactions wait for that organisation's others and for nobody else's
 * (docs/decisions/0024).
 */
export function portsOf(ports: Ports, organisationId: string): Ports {
  return { ...ports, inTransaction: (work, line = organisationId) => ports.inTransaction(work, line) };
}

const mostTries = 4;

/**
 * For work that nobody sits and waits for: a transaction that could not begin in time is asked for again, since nothing of it ran. What a
 * seller has answered is then written late instead of being asked for once more.
 */
export function patient(ports: Ports): Ports {
  return {
    ...ports,
    inTransaction: async (work, line) => {
      for (let tries = 1; ; tries += 1) {
        let hasBegun = false;
        try {
          return await ports.inTransaction((tx) => {
            hasBegun = true;
            return work(tx);
          }, line);
        } catch (error) {
          if (hasBegun || tries === mostTries || !couldNotBegin(error)) throw error;
        }
      }
    },
  };
}

/** Prisma's word for a transaction whose turn did not come within the time that one waits for it. */
function couldNotBegin(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "P2028";
}
