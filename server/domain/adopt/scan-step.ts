/** What one page means for a look through an account. */
export type ScanPage = {
  readonly hasMore: boolean;
  readonly cursor: string | null;
  /** The page's cursor itself; null: the first page. */
  readonly asked: string | null;
  /** Media buys that no page of this look had shown before. */
  readonly fresh: number;
  /** Pages in a row before this one that showed nothing new. */
  readonly barren: number;
};

export type ScanStep =
  | { readonly kind: "go_on"; readonly cursor: string; readonly barren: number }
  | { readonly kind: "done" }
  | { readonly kind: "stopped"; readonly code: string; readonly message: string };

/** A seller may send a page of nothing in between; more of them in a row is a list that does not end. */
const mostBarren = 3;

export function scanStep(page: ScanPage): ScanStep {
  if (!page.hasMore) return { kind: "done" };
  if (page.cursor === null || page.cursor === "") {
    return stopped("NO_CURSOR", "The seller says that there is more and does not say where it goes on");
  }
  if (page.cursor === page.asked) {
    return stopped("SAME_CURSOR", "The seller sends the same page again and again");
  }
  const barren = page.fresh === 0 ? page.barren + 1 : 0;
  if (barren >= mostBarren) {
    return stopped(
      "NOTHING_NEW",
      `The seller says that there is more, but its last ${barren} pages showed nothing new`,
    );
  }
  return { kind: "go_on", cursor: page.cursor, barren };
}

function stopped(code: string, message: string): ScanStep {
  return { kind: "stopped", code, message };
}

/** Failed pages in a row before a look gives up and waits for a person. */
export const mostScanFailures = 5;

/** A failure that another try at the same page cannot mend. */
export function isHopeless(problem: { readonly recovery: string; readonly code: string }): boolean {
  return problem.recovery === "terminal" || ["AUTH_REQUIRED", "PERMISSION_DENIED"].includes(problem.code);
}
