import type { Db, Tx } from "./db/client";
import type { Clock } from "./domain/time";
import type { CallbackSecrets, SalesAgents } from "./sales-agents/sales-agent";

/** Seals secrets at rest: AES-256-GCM, bound to the place they are stored (organisation, row, field). */
export type Vault = {
  seal(plain: string, place: SecretPlace): string;
  /** Throws when the text was sealed for another place or under an unknown key. */
  open(sealed: string, place: SecretPlace): string;
};
export type SecretPlace = { readonly organisationId: string; readonly rowId: string; readonly field: string };

export type Letter = {
  readonly organisationId: string;
  readonly to: string;
  readonly subject: string;
  /** Plain text. May hold links that are credentials: it is kept sealed. */
  readonly text: string;
};

export type Log = {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
  /** Every line written while `work` runs carries these fields too; absent: nobody collects them. */
  within?<T>(fields: Readonly<Record<string, unknown>>, work: () => T): T;
};

/** Steps of one piece of work, from a click to what a seller answered, for whoever operates the desk. No secret is an attribute. */
export type Tracing = {
  /** `work` as a step of the current one. */
  step<T>(name: string, attributes: StepAttributes, work: () => Promise<T>, more?: StepOptions<T>): Promise<T>;
  /** The current step as a W3C traceparent, to be kept with what is done later; null: there is none. */
  current(): string | null;
};
export type StepOptions<T> = {
  /** A W3C traceparent that it is a step of instead; null: it begins a trace. */
  readonly parent?: string | null;
  /** What of the outcome is worth knowing. */
  readonly about?: (outcome: T) => StepAttributes;
};
export type StepAttributes = Readonly<Record<string, string | number | boolean | null>>;

export type WebhookSubject = {
  readonly organisationId: string;
  readonly salesAgentId: string;
  readonly accountId: string | null;
  readonly mediaBuyId: string | null;
  readonly changeId: string | null;
  /** task: a write's outcome and what the seller does later, for push_notification_config; reporting: for reporting_webhook. */
  readonly purpose: "task" | "reporting";
};

export type WebhookAddresses = {
  /**
   * Registers an address and answers with what the frozen request says of it, without a secret: `url`, and `authentication.schemes`
   * where the seller is to sign with HMAC. null: this agent is polled only.
   */
  configFor(tx: Tx, subject: WebhookSubject): Promise<Record<string, unknown> | null>;
  /** Of these agents those that get no address, whatever a request is about: asked once where many requests go out. */
  polledAmong(tx: Tx, organisationId: string, salesAgentIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** The origin at which this agent reaches us; null: it cannot. */
  baseFor(agent: { readonly url: string; readonly sandbox: boolean }): string | null;
  /** What belongs into a frozen request as it is sent: the real addresses and their secrets. Empty where it asks for no webhook. */
  secretsFor(db: Db | Tx, organisationId: string, frozenBody: string): Promise<readonly CallbackSecrets[]>;
};

/** Public files of publishers and sellers, such as adagents.json; what cannot be read is said in words. */
export type PublicDocuments = {
  /** One guarded GET, no redirect followed. Never throws for what the other side does. */
  read(
    organisationId: string,
    url: string,
  ): Promise<
    | { readonly kind: "answered"; readonly status: number; readonly location: string | null; readonly text: string }
    | { readonly kind: "failed"; readonly message: string }
  >;
  /** An administrator allowed this host: it may be private and speak plain http. */
  mayBePlain(hostname: string): boolean;
};

/** Everything ambient, as arguments: the same workflows run in the app, the worker, tests and the simulator. */
export type Ports = {
  readonly db: Db;
  readonly clock: Clock;
  /** Time-ordered unique id (UUIDv7). */
  readonly newId: () => string;
  /** Idempotency key for one intent at one seller (UUIDv4); made once, stored before the first send. */
  readonly newIdempotencyKey: () => string;
  /** 0 ≤ x < 1, for jitter. */
  readonly random: () => number;
  readonly vault: Vault;
  readonly salesAgents: SalesAgents;
  readonly log: Log;
  /** Absent: nobody follows. */
  readonly tracing?: Tracing;
  /** Mails a link to choose a password; absent in processes that know no people. An unknown address is no error. */
  readonly sendPasswordLink?: (email: string) => Promise<void>;
  /** Mails somebody what was done to their account; absent in processes that know no people. */
  readonly postLetter?: (letter: Letter) => Promise<void>;
  /** A mail server carries letters; else they wait in the outbox. */
  readonly deliversMail?: boolean;
  /** Absent in processes that look nothing up. */
  readonly publicDocuments?: PublicDocuments;
  /** Where sellers and people reach this app; absent in processes that serve nobody. */
  readonly appUrl?: string;
  /** Where sellers elsewhere reach this app; absent: only those on this machine can. */
  readonly publicUrl?: string;
  /** Addresses for sellers' webhooks; absent: every seller is polled only. */
  readonly webhooks?: WebhookAddresses;
  /** Tells the worker in this process that a row may be due; only a hint, the row is the truth. */
  readonly wakeWorker: () => void;
  /**
   * One write transaction. For a browser mutation the first call is bound to its request id: repeated, `work` does not run
   * and the first outcome comes back. No network, timer or hashing inside. `line`: whose writers it waits for (inWriteTransaction); a
   * request's and a job's ports know that of themselves (portsOf).
   */
  readonly inTransaction: <T>(work: (tx: Tx) => Promise<T>, line?: string) => Promise<T>;
};

/** The line in which is written what belongs to the installation and to no organisation. */
export const installation = "installation";

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
