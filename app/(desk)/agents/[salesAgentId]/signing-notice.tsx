import { Notice } from "@/app/_ui/notice";
import type { SalesAgentView } from "@/server/api/views/sales-agent-view";

/** Said where the seller refuses what is not signed, before a media buy finds out. */
export function SigningNotice({ agent }: { readonly agent: SalesAgentView }) {
  const { wantsSigned, signsRequests, name } = agent;
  if (signsRequests || wantsSigned.length === 0) return null;
  return (
    <Notice tone="wait" word="Unsigned" title={`${name} takes these requests only signed: ${wantsSigned.join(", ")}`}>
      Turn signatures on under “Replace the credential”, and give the seller the address of the key set in Settings.
    </Notice>
  );
}
