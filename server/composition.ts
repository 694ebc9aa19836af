import { randomUUID } from "node:crypto";
import { type Auth, makeAuth } from "./auth/auth";
import { type Mailbox, makeMailbox } from "./auth/mailbox";
import { makeVault } from "./auth/vault";
import { type Config, environmentFingerprint, readConfig } from "./config";
import { crashPoint } from "./crash-point";
import { type Db, inWriteTransaction, openDb, writingInLine } from "./db/client";
import { publicDocuments } from "./discovery/public-documents";
import { makeLog } from "./log";
import { type Metrics, makeMetrics } from "./metrics/metrics";
import type { Ports } from "./ports";
import { sharedClock } from "./queue/database-clock";
import { deviationLog } from "./repositories/agent-deviations";
import { contactLog } from "./repositories/contact-log";
import { salesAgentsFor } from "./sales-agents/sales-agents";
import { makeTransport } from "./sales-agents/transport";
import { withContactRecord } from "./sales-agents/with-contact-record";
import { withSellerSteps } from "./tracing/seller-steps";
import { makeTracing } from "./tracing/tracing";
import { recordExchanges } from "./transcript/record-exchanges";
import { newUuidV7 } from "./uuid";
import { webhookAddresses } from "./webhooks/addresses";
import { keySets } from "./webhooks/key-sets";
import type { WebhookIntake } from "./webhooks/receive-webhook";
import { senderLimit } from "./webhooks/sender-limit";

/** The one place that wires real ports. Next bundles modules more than once a process, so what must be single is kept on globalThis. */
export type Composition = {
  readonly config: Config;
  readonly db: Db;
  readonly auth: Auth;
  readonly ports: Ports;
  readonly metrics: Metrics;
  readonly mailbox: Mailbox;
  readonly webhooks: WebhookIntake;
  onWake(listener: () => void): void;
  /** Puts `ports.clock` right by the database's. */
  adjustClock(): Promise<void>;
  /** Ends the connections to sellers; calls under way fail. What was exchanged with them is written. */
  closeSellers(): Promise<void>;
};

const slot = Symbol.for("flightdeck.composition");

export function composition(env: Readonly<Record<string, string | undefined>> = process.env): Composition {
  const kept = globalThis as { [slot]?: Map<string, Composition> };
  kept[slot] ??= new Map();
  // Every request asks: what is made already is found without checking the whole environment again.
  const name = environmentFingerprint(env);
  const found = kept[slot].get(name);
  if (found) return found;
  const made = compose(readConfig(env));
  kept[slot].set(name, made);
  return made;
}

function compose(config: Config): Composition {
  const db = openDb(config.databaseUrl);
  const { clock, adjust: adjustClock } = sharedClock(db);
  const log = makeLog(config.logLevel);
  const tracing = config.traceEndpoint === null ? null : makeTracing(config.traceEndpoint);
  const listeners = new Set<() => void>();
  const inTransaction: Ports["inTransaction"] = (work, line) => inWriteTransaction(db, work, line);
  const transcript = recordExchanges({ clock, newId: newUuidV7, log, inTransaction });
  const contacts = contactLog({ inTransaction, log });
  const onExchange = transcript.exchange;
  const sellers = salesAgentsFor({ allowedHosts: config.allowedHosts, onExchange });
  const followed = tracing === null ? sellers : withSellerSteps(sellers, tracing);
  const vault = makeVault(config.encryptionKeys);
  const metrics = makeMetrics();
  const noteDeviation = deviationLog(db, clock, newUuidV7);
  // A publisher may list thousands of properties.
  const listings = makeTransport({ allowedHosts: config.allowedHosts, maxReplyBytes: 2 * 1024 * 1024, onExchange });
  const publicFiles = makeTransport({ allowedHosts: config.allowedHosts, maxReplyBytes: 256 * 1024, onExchange });
  const ports: Ports = {
    db,
    clock,
    newId: newUuidV7,
    newIdempotencyKey: randomUUID,
    random: Math.random,
    vault,
    salesAgents: withContactRecord(followed, (seen) => {
      const { organisationId, salesAgentId, method, kind, ok, milliseconds, error, deviations } = seen;
      metrics.sellerCall(salesAgentId, method, kind, milliseconds / 1_000);
      contacts.note({ organisationId, salesAgentId }, { at: clock(), ok, milliseconds, error });
      for (const deviation of deviations) {
        noteDeviation({ organisationId, salesAgentId, ...deviation }).catch((err: unknown) =>
          log.warn({ err, salesAgentId }, "a deviation could not be recorded"),
        );
      }
    }),
    log,
    ...(tracing === null ? {} : { tracing }),
    publicDocuments: publicDocuments(listings, config.allowedHosts),
    appUrl: config.url,
    deliversMail: config.smtpUrl !== null,
    sendPasswordLink: async (email) => {
      await auth.api.requestPasswordReset({ body: { email } });
    },
    postLetter: (letter) => mailbox.post(letter),
    ...(config.publicUrl === null ? {} : { publicUrl: config.publicUrl }),
    webhooks: webhookAddresses({ ...config, clock, newId: newUuidV7, vault }),
    wakeWorker: () => {
      crashPoint("after-commit-before-send");
      for (const listener of listeners) listener();
    },
    inTransaction: async (work, line) => {
      const write = () =>
        inWriteTransaction(
          db,
          async (tx) => {
            const made = await work(tx);
            crashPoint("before-commit");
            return made;
          },
          line,
        );
      const outcome = await (tracing === null ? write() : tracing.step("transaction", {}, write));
      crashPoint("after-commit");
      return outcome;
    },
  };
  const mailbox = makeMailbox(ports, config);
  const auth = makeAuth(writingInLine(db, "sign-in"), config, mailbox, log);
  return {
    config,
    db,
    auth,
    mailbox,
    ports,
    metrics,
    webhooks: {
      ports,
      keySets: keySets(publicFiles, clock),
      limit: senderLimit(db, config.webhookLimit, clock),
      onWebhook: transcript.webhook,
    },
    onWake: (listener) => void listeners.add(listener),
    adjustClock,
    closeSellers: async () => {
      await Promise.all([sellers.close(), publicFiles.close(), listings.close()]);
      await Promise.all([transcript.close(), contacts.flush()]);
      await tracing?.close();
    },
  };
}
