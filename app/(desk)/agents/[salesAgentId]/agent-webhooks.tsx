"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { When } from "@/app/_ui/date";
import { Facts } from "@/app/_ui/facts";
import { Section } from "@/app/_ui/section";
import { useViewer } from "@/app/_ui/viewer";
import type { WebhookView } from "@/server/api/views/webhook-view";
import { WebhookLines } from "./webhook-lines";
import { modeWords } from "./webhook-words";

const WebhookModeDialog = dynamic(() => import("./webhook-mode-dialog").then((module) => module.WebhookModeDialog), {
  ssr: false,
});
const NewWebhookSecret = dynamic(() => import("./new-webhook-secret").then((module) => module.NewWebhookSecret), {
  ssr: false,
});

/** How the agent's webhooks reach us and are proven, and what came of the last ones. */
export function AgentWebhooks({
  salesAgentId,
  mayWrite,
}: {
  readonly salesAgentId: string;
  readonly mayWrite: boolean;
}) {
  const trpc = useTRPC();
  const { data: webhooks } = useSuspenseQuery(trpc.webhooks.forAgent.queryOptions({ salesAgentId }));
  const [open, setOpen] = useState<"mode" | "secret" | null>(null);
  const close = () => setOpen(null);
  const actions = (
    <>
      <Button onClick={() => setOpen("mode")}>Change webhooks</Button>
      {webhooks.mode === "hmac" && <Button onClick={() => setOpen("secret")}>New secret</Button>}
    </>
  );
  return (
    <>
      <Section title="Webhooks" hint="a hint to look now; polling goes on" actions={mayWrite ? actions : undefined}>
        <WebhookFacts webhooks={webhooks} />
      </Section>
      <Section title="What happened lately" hint={`${webhooks.lines.length} lines, newest first`} flush>
        <WebhookLines lines={webhooks.lines} />
      </Section>
      <WebhookModeDialog webhooks={webhooks} open={open === "mode"} onClose={close} />
      <NewWebhookSecret webhooks={webhooks} open={open === "secret"} onClose={close} />
    </>
  );
}

function WebhookFacts({ webhooks }: { readonly webhooks: WebhookView }) {
  const { timeZone } = useViewer();
  const { mode, base, hasSecret, previousUntil } = webhooks;
  const secret: (readonly [string, ReactNode])[] =
    mode === "hmac"
      ? [
          [
            "Secret",
            <>
              {hasSecret ? "set, kept encrypted" : "none"}
              {previousUntil && (
                <span className="dim sm">
                  {" "}
                  · the one before counted until <When instant={previousUntil} zone={timeZone} />
                </span>
              )}
            </>,
          ],
        ]
      : [];
  const address = base === null ? "none: sellers cannot reach this desk" : `${base}/api/webhooks/… (one per request)`;
  return <Facts items={[["Signed", modeWords[mode]], ["Address", address], ...secret]} />;
}
