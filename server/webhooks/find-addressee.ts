import { DomainError } from "../domain/errors";
import { addMillis, isBefore } from "../domain/time";
import { afterFlightMs } from "../domain/webhook/webhook-mode";
import type { Ports } from "../ports";
import {
  flightEndOf,
  registrationByToken,
  type WebhookAgent,
  type WebhookRegistration,
  webhookAgent,
} from "../repositories/webhook-registrations";
import { hashToken } from "./addresses";

/** Who an address was given to. `isOpen` false: it has had its time, or the agent's webhooks were turned off. */
export type Addressee = {
  readonly registration: WebhookRegistration;
  readonly agent: WebhookAgent;
  /** The whole address as the seller has it. */
  readonly url: string;
  readonly isOpen: boolean;
};

const longestToken = 128;

/** The address with this path, or null: it was given to nobody. */
export async function findAddressee(ports: Ports, token: string): Promise<Addressee | null> {
  if (token.length > longestToken) return null;
  const registration = await registrationByToken(ports.db, hashToken(token));
  if (!registration) return null;
  try {
    const agent = await webhookAgent(ports.db, registration.organisationId, registration.salesAgentId);
    const isOpen = agent.mode !== "off" && registration.closedAt === null && !(await hasExpired(ports, registration));
    return { registration, agent, url: `${registration.baseUrl}/api/webhooks/${token}`, isOpen };
  } catch (error) {
    // The agent was removed: nobody is there to take anything in for.
    if (error instanceof DomainError) return null;
    throw error;
  }
}

/** The flight may have become longer since the address was given. */
async function hasExpired(ports: Ports, registration: WebhookRegistration): Promise<boolean> {
  const { expiresAt } = registration;
  const now = ports.clock();
  if (expiresAt === null || isBefore(now, expiresAt)) return false;
  const endAt = await flightEndOf(ports.db, registration);
  return endAt === null || !isBefore(now, addMillis(endAt, afterFlightMs));
}
