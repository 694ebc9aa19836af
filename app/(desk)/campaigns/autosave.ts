/** Values as a form has them: text and lists of text, so that they can be kept in the browser as they were typed. */
export type FieldValue = string | null | readonly string[];
export type Fields = Readonly<Record<string, FieldValue>>;

export type SaveOutcome =
  | { readonly kind: "saved" }
  /** Messages by field; nothing of this was written. */
  | { readonly kind: "refused"; readonly fields: Readonly<Record<string, string>>; readonly message: string }
  /** Somebody else saved first; `current` is what the server has now. */
  | { readonly kind: "stale"; readonly current: Fields }
  | { readonly kind: "failed"; readonly message: string };

export type Conflict = { readonly field: string; readonly theirs: FieldValue; readonly mine: FieldValue };

export type AutosaveState = {
  /** Typed and not saved yet: shown over the server's values. */
  readonly edits: Fields;
  readonly errors: Readonly<Record<string, string>>;
  readonly phase: "idle" | "waiting" | "saving" | "saved" | "failed" | "conflict";
  readonly message: string | null;
  /** Epoch milliseconds of the last save of this page. */
  readonly savedAt: number | null;
  readonly conflicts: readonly Conflict[];
};

export type AutosaveOptions = {
  /** Where unsaved edits survive a reload or a crash; null: nowhere (rendering on the server). */
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null;
  readonly key: string;
  /** Fields that are only right together: one refused, none of them is sent until one of them is edited. */
  readonly groups?: readonly (readonly string[])[];
  readonly delayMillis?: number;
};

type Send = (edits: Fields) => Promise<SaveOutcome>;
type Kept = { readonly edits: Fields; readonly bases: Fields };

export const emptyAutosave: AutosaveState = {
  edits: {},
  errors: {},
  phase: "idle",
  message: null,
  savedAt: null,
  conflicts: [],
};

/**
 * Saves what is typed, a moment after it is typed, one request at a time. Refused fields wait for their correction while the
 * others are saved; an edit that another person's crosses is kept and shown, never written over theirs unasked.
 */
export class Autosave {
  readonly #options: AutosaveOptions;
  readonly #listeners = new Set<() => void>();
  #state: AutosaveState;
  #bases: Fields;
  #held = new Set<string>();
  #send: Send | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | null = null;

  constructor(options: AutosaveOptions) {
    this.#options = options;
    const kept = restore(options);
    this.#bases = kept.bases;
    const restored = Object.keys(kept.edits).length > 0;
    this.#state = { ...emptyAutosave, edits: kept.edits, phase: restored ? "waiting" : "idle" };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly snapshot = (): AutosaveState => this.#state;

  /** Sends through `send` from now on; what an earlier page left unsaved is sent at once. */
  connect(send: Send): void {
    this.#send = send;
    if (this.#state.phase === "waiting" && this.#timer === undefined) void this.flush();
  }

  /** `base`: the server's value that this edit replaces. */
  edit(field: string, value: FieldValue, base: FieldValue): void {
    if (!Object.hasOwn(this.#bases, field)) this.#bases = { ...this.#bases, [field]: base };
    const group = this.#groupOf(field);
    for (const member of group) this.#held.delete(member);
    this.#set({
      edits: { ...this.#state.edits, [field]: value },
      errors: without(this.#state.errors, group),
      phase: this.#state.phase === "conflict" ? "conflict" : "waiting",
    });
    this.#keep();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), this.#options.delayMillis ?? 600);
  }

  /** Saves now; resolves when nothing is left that could be saved. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Takes the fields back to what the server has. */
  drop(fields: readonly string[]): void {
    for (const field of fields) this.#held.delete(field);
    this.#forget(fields);
    this.#set({ errors: without(this.#state.errors, fields) });
    this.#keep();
  }

  /** Ends a conflict: keep writes ours over theirs, else theirs stays. */
  resolve(keep: boolean): void {
    const { conflicts } = this.#state;
    const theirs = Object.fromEntries(conflicts.map((conflict) => [conflict.field, conflict.theirs]));
    if (keep) this.#bases = { ...this.#bases, ...theirs };
    else this.#forget(Object.keys(theirs));
    this.#set({ conflicts: [], phase: "waiting" });
    this.#keep();
    void this.flush();
  }

  async #run(): Promise<void> {
    for (let round = 0; round < 10; round++) {
      const edits = without(this.#state.edits, [...this.#held]);
      if (!this.#send || this.#state.conflicts.length > 0) return;
      if (Object.keys(edits).length === 0) {
        this.#set({ phase: this.#restingPhase() });
        return;
      }
      this.#set({ phase: "saving", message: null });
      const outcome = await this.#send(edits);
      if (!this.#settle(edits, outcome)) return;
    }
  }

  #restingPhase(): AutosaveState["phase"] {
    if (Object.keys(this.#state.edits).length > 0) return "failed";
    return this.#state.savedAt === null ? "idle" : "saved";
  }

  /** True when there may be more to send. */
  #settle(sent: Fields, outcome: SaveOutcome): boolean {
    switch (outcome.kind) {
      case "saved": {
        this.#forget(Object.keys(sent).filter((field) => same(this.#state.edits[field], sent[field])));
        this.#set({ savedAt: Date.now() });
        this.#keep();
        return true;
      }
      case "refused":
        return this.#hold(sent, outcome);
      case "stale":
        return this.#rebase(sent, outcome.current);
      case "failed":
        this.#set({ phase: "failed", message: outcome.message });
        return false;
    }
  }

  #hold(sent: Fields, outcome: Extract<SaveOutcome, { kind: "refused" }>): boolean {
    const refused = Object.keys(outcome.fields).flatMap((field) => this.#groupOf(field));
    // A field edited again while its refusal was under way is not the one that was refused.
    const unchanged = refused.filter(
      (field) => Object.hasOwn(sent, field) && same(this.#state.edits[field], sent[field]),
    );
    const errors = Object.fromEntries(
      Object.entries(outcome.fields).filter(([field]) => this.#groupOf(field).some((one) => unchanged.includes(one))),
    );
    for (const field of unchanged) this.#held.add(field);
    this.#set({ errors: { ...this.#state.errors, ...errors }, message: outcome.message });
    if (unchanged.length > 0 || refused.some((field) => Object.hasOwn(sent, field))) return true;
    this.#set({ phase: "failed" });
    return false;
  }

  #rebase(sent: Fields, current: Fields): boolean {
    const crossed = Object.keys(sent).filter(
      (field) => !same(current[field], this.#bases[field]) && !same(current[field], this.#state.edits[field]),
    );
    const conflicts = crossed.map((field) => {
      return { field, theirs: current[field] ?? null, mine: this.#state.edits[field] ?? null };
    });
    if (conflicts.length === 0) {
      this.#bases = { ...this.#bases, ...pick(current, Object.keys(sent)) };
      return true;
    }
    this.#set({ phase: "conflict", conflicts });
    return false;
  }

  #forget(fields: readonly string[]): void {
    this.#bases = without(this.#bases, fields);
    this.#set({ edits: without(this.#state.edits, fields) });
  }

  #groupOf(field: string): readonly string[] {
    return this.#options.groups?.find((group) => group.includes(field)) ?? [field];
  }

  #set(change: Partial<AutosaveState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  #keep(): void {
    const { storage, key } = this.#options;
    if (Object.keys(this.#state.edits).length === 0) storage?.removeItem(key);
    else storage?.setItem(key, JSON.stringify({ edits: this.#state.edits, bases: this.#bases }));
  }
}

function restore({ storage, key }: AutosaveOptions): Kept {
  const text = storage?.getItem(key);
  if (!text) return { edits: {}, bases: {} };
  try {
    const kept = JSON.parse(text) as Partial<Kept>;
    return { edits: kept.edits ?? {}, bases: kept.bases ?? {} };
  } catch (error) {
    // Not ours or cut off: nothing can be restored from it, and it must not keep the page from opening.
    if (error instanceof SyntaxError) return { edits: {}, bases: {} };
    throw error;
  }
}

function same(a: FieldValue | undefined, b: FieldValue | undefined): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

function without<Value>(record: Readonly<Record<string, Value>>, fields: readonly string[]): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([field]) => !fields.includes(field)));
}

function pick(record: Fields, fields: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(record).filter(([field]) => fields.includes(field)));
}
