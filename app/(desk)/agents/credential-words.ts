import type { CredentialScheme } from "@/server/api/routers/credentials.schema";
import type { SalesAgentView } from "@/server/api/views/sales-agent-view";

export const schemeWords: Readonly<Record<CredentialScheme, string>> = {
  none: "None",
  bearer: "Bearer token",
  header: "Header of the seller's own",
  oauth_client_credentials: "OAuth 2.0 client credentials",
};

/** "Header X-API-Key", "OAuth 2.0 client credentials, as flightdeck at login.example.com": everything but the secret. */
export function credentialWords({ credential }: Pick<SalesAgentView, "credential">): string {
  const { scheme, headerName, clientId, tokenUrl } = credential;
  if (scheme === "header") return `Header ${headerName ?? ""}`;
  if (scheme !== "oauth_client_credentials") return schemeWords[scheme];
  const host = tokenUrl !== null && URL.canParse(tokenUrl) ? new URL(tokenUrl).host : "";
  return `${schemeWords[scheme]}, as ${clientId ?? ""} at ${host}`;
}
