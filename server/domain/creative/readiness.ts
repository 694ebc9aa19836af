import { standingOf } from "./review-state";

/** One creative on one package: its state in the seller's library and, where the seller decides per package, there. */
export type AssignedCreative = {
  readonly libraryStatus: string;
  readonly packageStatus: string | null;
};

export type Readiness = {
  readonly state: "none" | "waiting" | "ready";
  /** Who it waits on, for people. */
  readonly sentence: string;
};

/** Whether a package could serve: one approved creative is enough. `seller` is the name people know. */
export function readinessOf(assigned: readonly AssignedCreative[], seller: string): Readiness {
  if (assigned.length === 0) return { state: "none", sentence: "Nothing assigned" };
  const standings = assigned.map(standingHere);
  const count = (standing: string) => standings.filter((one) => one === standing).length;
  const [usable, waiting, unsent] = [count("usable"), count("waiting"), count("unsent")];
  if (usable > 0) return { state: "ready", sentence: `${usable} of ${assigned.length} approved` };
  if (waiting > 0) return { state: "waiting", sentence: `${waiting} in review at ${seller}` };
  if (unsent > 0) return { state: "waiting", sentence: `${unsent} not yet sent to ${seller}` };
  return { state: "none", sentence: `${seller} rejected all ${assigned.length}: assign another` };
}

/** Rejected on this package counts here and nowhere else (requirements §2.3, item 32). */
export function standingHere(creative: AssignedCreative) {
  if (creative.packageStatus === "rejected") return "refused";
  return standingOf(creative.libraryStatus);
}

export type AssignDecision =
  | { readonly kind: "allowed"; readonly warning: string | null }
  | { readonly kind: "refused"; readonly reason: string };

export type AssignQuestion = {
  readonly fitReason: string | null;
  readonly creative: AssignedCreative;
  readonly rejectionReason: string | null;
  readonly archived: boolean;
  /** The media buy the package belongs to, when it was bought: its creatives change through the buy. */
  readonly bought: boolean;
  readonly seller: string;
};

/** The rule of the matrix: what may be put on a package, and what to know when it is. */
export function decideAssign(question: AssignQuestion): AssignDecision {
  const { seller, creative } = question;
  if (question.bought)
    return { kind: "refused", reason: "The package was bought: change its creatives on the media buy" };
  if (question.archived) return { kind: "refused", reason: "The creative is archived" };
  if (question.fitReason !== null) return { kind: "refused", reason: question.fitReason };
  const standing = standingHere(creative);
  if (standing === "refused") {
    const why = question.rejectionReason ? `: “${question.rejectionReason}”` : "";
    return { kind: "refused", reason: `Rejected by ${seller}${why}` };
  }
  if (standing === "waiting") return { kind: "allowed", warning: `${seller} has not approved it yet` };
  if (standing === "unsent") return { kind: "allowed", warning: `It has not been sent to ${seller} yet` };
  return { kind: "allowed", warning: null };
}
