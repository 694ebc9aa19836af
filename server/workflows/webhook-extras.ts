import type { Tx } from "../db/client";
import type { Ports, WebhookSubject } from "../ports";
import type { RequestExtras } from "../sales-agents/update-intent";

/** The webhooks that a request asks for, where the agent's are on; frozen with it, without a secret. `reports`: also a receiver of reports. */
export async function webhookExtras(
  tx: Tx,
  { webhooks }: Pick<Ports, "webhooks">,
  subject: Omit<WebhookSubject, "purpose">,
  reports = false,
): Promise<RequestExtras> {
  if (!webhooks) return {};
  const pushNotification = await webhooks.configFor(tx, { ...subject, purpose: "task" });
  const reportingReceiver = reports ? await webhooks.configFor(tx, { ...subject, purpose: "reporting" }) : null;
  return {
    ...(pushNotification === null ? {} : { pushNotification }),
    ...(reportingReceiver === null ? {} : { reportingReceiver }),
  };
}
