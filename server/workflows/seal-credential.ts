import type { Actor } from "../domain/permissions";
import type { Instant } from "../domain/time";
import type { Ports } from "../ports";
import type { CredentialColumns } from "../repositories/sales-agents";

/** How we prove who we are to an agent, as a person entered it. */
export type NewCredential =
  | { readonly scheme: "none" }
  | { readonly scheme: "bearer"; readonly token: string }
  | { readonly scheme: "header"; readonly name: string; readonly value: string }
  | {
      readonly scheme: "oauth_client_credentials";
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly scope: string;
    };

type Subject = { readonly salesAgentId: string; readonly by: Actor; readonly at: Instant };

/** The columns of a credential: its secret sealed for this agent's row, the rest in clear, nothing left of one before it. */
export function sealCredential(
  ports: Pick<Ports, "vault">,
  credential: NewCredential,
  { salesAgentId, by, at }: Subject,
): CredentialColumns {
  const place = { organisationId: by.organisationId, rowId: salesAgentId, field: "credential" };
  const secret = secretOf(credential);
  return {
    authScheme: credential.scheme,
    authHeader: credential.scheme === "header" ? credential.name : null,
    ...oauthColumns(credential),
    credentialSealed: secret === null ? null : ports.vault.seal(secret, place),
    credentialSetAt: new Date(at),
    credentialSetBy: by.name,
  };
}

function secretOf(credential: NewCredential): string | null {
  switch (credential.scheme) {
    case "none":
      return null;
    case "bearer":
      return credential.token;
    case "header":
      return credential.value;
    case "oauth_client_credentials":
      return credential.clientSecret;
  }
}

function oauthColumns(credential: NewCredential) {
  if (credential.scheme !== "oauth_client_credentials") {
    return { oauthTokenUrl: null, oauthClientId: null, oauthScope: null };
  }
  const { tokenUrl, clientId, scope } = credential;
  return { oauthTokenUrl: tokenUrl, oauthClientId: clientId, oauthScope: scope === "" ? null : scope };
}
