import { accountOf } from "./accounts";
import { millis, type Row, type Run } from "./behaviour";
import { iso } from "./clock";
import type { BuyRecord, Json, TaskRecord } from "./model";
import { openReview } from "./reviews";
import type { Seller } from "./seller";
import { type Act, parseAct, planAct } from "./seller-acts";

type Shown = Pick<TaskRecord, "working" | "without_result">;

const typeOf = (args: Json): TaskRecord["task_type"] =>
  args.media_buy_id === undefined ? "create_media_buy" : "update_media_buy";

/** Puts the request before the reviewers; `hold` waits for one of them, else it is approved after `value` milliseconds. */
function review(seller: Seller, args: Json, value: string, shown: Shown): { envelope: Json; due: number } {
  const id = args.media_buy_id as string | undefined;
  const buy = id === undefined ? undefined : seller.store.find<BuyRecord>("buy", id);
  const due = seller.now() + millis(value, seller.reviewSeconds * 1000);
  const envelope = openReview(seller, accountOf(seller, args), {
    task_type: typeOf(args),
    request: buy === undefined ? args : { ...args, po_number: buy.po_number },
    ...(id === undefined ? {} : { media_buy_id: id }),
    summary: id === undefined ? "New media buy" : `Change of ${id}`,
    message: "Our team looks at it before it takes effect.",
    due_ms: due,
    ...(value === "hold" ? { held: true } : {}),
    ...shown,
  });
  return { envelope, due };
}

/** Tried out first, so that what cannot work is refused now; then answered with an envelope that promises an answer. */
const later =
  (shown: Shown, patch: (envelope: Json) => Json) => (value: string) => (seller: Seller, args: Json, run: Run) => {
    seller.store.rehearse(() => run(args));
    return patch(review(seller, args, value, shown).envelope);
  };

/** Success now, effective later: `affected_packages` is what is proposed, the media buy itself stays as it is. */
const proposes = (dated: boolean) => (value: string) => (seller: Seller, args: Json, run: Run) => {
  const proposed = seller.store.rehearse(() => run(args));
  const buy = seller.store.find<BuyRecord>("buy", String(args.media_buy_id));
  // A create has nothing to propose: it is confirmed or it is not.
  if (buy === undefined) return run(args);
  const { due } = review(seller, args, value, {});
  const { status, revision } = buy;
  return { ...proposed, status, revision, implementation_date: dated ? iso(due) : null };
};

/** Honest now; some time later the seller acts on the buy by itself. Value is `milliseconds|reason`. */
const actsLater = (act: Act) => (value: string) => (seller: Seller, args: Json, run: Run) => {
  const reply = run(args);
  planAct(seller, parseAct(act, String(reply.media_buy_id), value, seller.now()));
  return reply;
};

const same = (envelope: Json): Json => envelope;

/** Misbehaviour in time: answers that promise, and sellers that act on their own. */
export const LATE = {
  submitted: {
    does: "answers submitted with a task that is done after value ms (the review time when absent); hold waits for a reviewer",
    answer: later({}, same),
  },
  submitted_bare: {
    does: "the same without a task id; only reading the media buys tells",
    answer: later({}, ({ task_id: _task, ...envelope }) => envelope),
  },
  working: {
    does: "answers working with a task that is done after value ms; hold waits for a reviewer",
    answer: later({ working: true }, (envelope) => ({ ...envelope, status: "working", percentage: 25 })),
  },
  no_result: {
    does: "answers submitted; the task completes and its result is never told. Value as for submitted",
    answer: later({ without_result: true }, same),
  },
  proposed: {
    does: "answers an update with implementation_date null: proposed now, effective after value ms or, with hold, when a reviewer approves",
    answer: proposes(false),
  },
  scheduled: {
    does: "answers an update with an implementation_date value ms ahead and applies it then",
    answer: proposes(true),
  },
  pause_later: {
    does: "honest; value ms later (1000) the seller pauses the media buy by itself. Value is ms|reason",
    answer: actsLater("pause"),
  },
  cancel_later: {
    does: "honest; later the seller cancels the media buy by itself, with the reason. Value is ms|reason",
    answer: actsLater("cancel"),
  },
  reject_later: {
    does: "confirms; later the seller rejects what it confirmed, while it is still pending. Value is ms|reason",
    answer: actsLater("reject"),
  },
} satisfies Record<string, Row>;
