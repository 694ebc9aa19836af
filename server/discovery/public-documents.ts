import type { PublicDocuments } from "../ports";
import { type Transport, TransportFault } from "../sales-agents/transport";

/** Pages wait for it: a publisher's file comes at once or is not there. */
const deadlineMs = 8_000;

/** Public files over our own guarded transport: pinned look-up, byte cap, no redirect. */
export function publicDocuments(transport: Pick<Transport, "get">, allowedHosts: readonly string[]): PublicDocuments {
  const allowed = new Set(allowedHosts.map((host) => host.replace(/^\[|\]$/g, "").toLowerCase()));
  return {
    mayBePlain: (hostname) => allowed.has(hostname.replace(/^\[|\]$/g, "").toLowerCase()),
    async read(organisationId, url) {
      try {
        // Nobody's agent yet.
        const { status, headers, text } = await transport.get({ organisationId, salesAgentId: "", url, deadlineMs });
        return { kind: "answered", status, location: headers.location ?? null, text };
      } catch (error) {
        if (!(error instanceof TransportFault)) throw error;
        return { kind: "failed", message: wordsFor(error) };
      }
    },
  };
}

/** The transport's words speak of an agent; here there is only a domain. */
function wordsFor(fault: TransportFault): string {
  switch (fault.code) {
    case "BLOCKED_ADDRESS":
      return fault.message.includes("https")
        ? "Only https addresses are read"
        : "The domain leads into a private or reserved network, which is not read";
    case "UNREACHABLE":
      return "Nothing answers there, or the name does not exist";
    case "TIMEOUT":
      return `No answer within ${deadlineMs / 1000} s`;
    case "REPLY_TOO_LARGE":
      return "The file is too large to be read";
    default:
      return "The connection broke before the file was read";
  }
}
