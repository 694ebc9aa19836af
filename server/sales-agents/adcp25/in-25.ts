import { isObject, type Json, problem } from "../adcp/seller-problem";
import type { Called, ToolCaller } from "../adcp/tool-caller";
import { readToolReply } from "../adcp/tool-reply";
import { payloadFrom25 } from "./from-wire-25";
import { brandManifest } from "./to-wire-25";

type ReadTo25 = (args: Json) => Json | null;

/** Questions of AdCP 3.0 in the words of 2.5; null: it cannot be asked. Writes are frozen in 2.5's words and go as they are. */
const questions: Readonly<Record<string, ReadTo25>> = {
  get_products: ({ buying_mode: mode, brief, brand, filters }) =>
    mode === "refine" ? null : given({ brief, filters, brand_manifest: manifestOf(brand) }),
  list_creative_formats: () => ({}),
  list_creatives: ({ filters }) => {
    const { creative_ids: ids } = isObject(filters) ? filters : {};
    return { ...(ids === undefined ? {} : { filters: { creative_ids: ids } }), pagination: { limit: 100, offset: 0 } };
  },
  get_media_buy_delivery: ({ media_buy_ids: ids, buyer_refs: refs, start_date: start, end_date: end }) =>
    given({ media_buy_ids: ids, buyer_refs: refs, start_date: start, end_date: end }),
  tasks_get: ({ task_id: id }) => ({ task_id: id }),
  "tasks/get": ({ task_id: id }) => ({ task_id: id }),
  get_adcp_capabilities: (args) => args,
};
const writes = ["create_media_buy", "update_media_buy", "sync_creatives"];

/** A caller for sellers of AdCP 2.5: what is asked goes out in its words, what comes back is put into AdCP 3.0's. */
export function in25(caller: ToolCaller): ToolCaller {
  const { task } = caller;
  return {
    async call(tool, args, options) {
      if (writes.includes(tool) && "adcp_major_version" in args) return writtenForAnother();
      const asked = to25(tool, args);
      if (asked === null) return cannot(tool);
      return normalised(tool, await caller.call(tool, asked, options));
    },
    describe: () => caller.describe(),
    ...(task ? { task: (taskId, options) => task(taskId, options) } : {}),
  };
}

function to25(tool: string, args: Json): Json | null {
  if (!writes.includes(tool)) return Object.hasOwn(questions, tool) ? (questions[tool]?.(args) ?? null) : null;
  const { idempotency_key: _key, ...frozen } = args;
  return frozen;
}

function normalised(tool: string, called: Called): Called {
  if (called.kind === "failed") return called;
  const reply = readToolReply(called.result, called.facts.httpStatus);
  if (reply.kind !== "payload") return called;
  return { ...called, result: { structuredContent: payloadFrom25(tool, reply.payload) } };
}

/** Frozen before the seller was known to speak 2.5: it would not understand half of it, so that nothing goes out. */
function writtenForAnother(): Called {
  const text = "The request was written for AdCP 3.0 and the agent speaks 2.5: make the change again";
  const failed = problem("VERSION_UNSUPPORTED", text, "correctable");
  return {
    kind: "failed",
    failure: { certainty: "refused", problem: failed },
    facts: { milliseconds: 0, httpStatus: null },
  };
}

function cannot(tool: string): Called {
  const failed = problem("UNSUPPORTED_FEATURE", `AdCP 2.5 has no way to ask ${tool} for this`, "terminal");
  const facts = { milliseconds: 0, httpStatus: null };
  return { kind: "failed", failure: { certainty: "refused", problem: failed }, facts };
}

function manifestOf(brand: unknown): string | undefined {
  return isObject(brand) && typeof brand.domain === "string" ? brandManifest(brand.domain) : undefined;
}

function given(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
