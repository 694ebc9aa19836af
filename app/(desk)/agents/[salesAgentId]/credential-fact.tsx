"use client";

import { Age } from "@/app/_ui/date";
import type { SalesAgentView } from "@/server/api/views/sales-agent-view";
import { credentialWords } from "../credential-words";

/** How we prove who we are to the agent, since when and by whose hand; never the secret. */
export function CredentialFact({ agent }: { readonly agent: SalesAgentView }) {
  const { setAt, setBy } = agent.credential;
  return (
    <>
      {credentialWords(agent)}
      {agent.signsRequests && ", requests signed"}
      {setAt !== null && (
        <span className="dim">
          {" "}
          · set <Age instant={setAt} />
          {setBy !== null && ` by ${setBy}`}
        </span>
      )}
    </>
  );
}
