import type { ClaimedJob } from "../queue/jobs";
import type { BoughtMediaBuy } from "../repositories/bought-media-buys";
import type { BoughtPackage } from "../repositories/bought-packages";
import type { ChangeRecord } from "../repositories/changes";
import type { SellerCallRecord } from "../repositories/seller-calls";
import type { MediaBuySnapshot } from "../sales-agents/sales-agent";
import type { WorkerOptions } from "./job-handler";

/** What one read-back is about. */
export type About = {
  readonly job: ClaimedJob;
  readonly options: WorkerOptions;
  readonly changeId: string;
  /** The change as it was when its seller was asked. */
  readonly asked: ChangeRecord;
  readonly sellerName: string;
};

/** With what the seller shows. */
export type Shown = About & { readonly buy: BoughtMediaBuy; readonly snapshot: MediaBuySnapshot };
/** With our own record of it, as it is now. */
export type Judged = Shown & {
  readonly change: ChangeRecord;
  readonly call: SellerCallRecord | null;
  readonly packages: readonly BoughtPackage[];
};
