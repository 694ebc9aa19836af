import { campaignsFor } from "../../domain/adopt/grouping";
import { latestScan } from "../../repositories/account-scans";
import { latestAdoption } from "../../repositories/adoptions";
import {
  campaignsOfAdoption,
  countFound,
  countFoundStatuses,
  countLeftOut,
  groupSizes,
  listFound,
  sampleChosen,
  sumChosen,
} from "../../repositories/found-lists";
import { knownProducts } from "../../repositories/product-snapshots";
import { takeOverMediaBuys } from "../../workflows/adopt-media-buys";
import { cancelScan, resumeScan, startScan } from "../../workflows/adopt-scan";
import { mutationFor, procedureFor, router } from "../trpc";
import { packagesIn, toAdoptionView, toFoundRow, toScanView, unknownIn, wordsFor } from "../views/found-view";
import {
  accountIdInput,
  foundPageSize,
  listFoundInput,
  scanIdInput,
  summariseInput,
  takeOverInput,
} from "./adopt.schema";

/** So many of the chosen are looked into for what their seller leaves out. */
const sampled = 200;

/** Media buys that an account has at its seller, and taking over those made elsewhere. */
export const adoptRouter = router({
  /** How far reading and taking over are, and what there is. */
  account: procedureFor("desk:read")
    .input(accountIdInput)
    .query(async ({ ctx, input }) => {
      const { db } = ctx.ports;
      const place = { organisationId: ctx.actor.organisationId, accountId: input.accountId };
      const scan = await latestScan(db, place.organisationId, place.accountId);
      const adoption = await latestAdoption(db, place.organisationId, place.accountId);
      const into = await campaignsOfAdoption(db, place.organisationId, adoption?.id ?? "", 5);
      return {
        scan: scan && toScanView(scan),
        adoption: adoption && toAdoptionView(adoption, into),
        counts: await countFound(db, place),
        statuses: await countFoundStatuses(db, place),
        now: ctx.ports.clock(),
      };
    }),

  list: procedureFor("desk:read")
    .input(listFoundInput)
    .query(async ({ ctx, input }) => {
      const { accountId, text, statuses, origin, sort, descending, page } = input;
      const place = { organisationId: ctx.actor.organisationId, accountId };
      const found = await listFound(ctx.ports.db, place, {
        filter: { text, statuses, origin },
        sort,
        descending,
        offset: page * foundPageSize,
        limit: foundPageSize,
      });
      return { rows: found.rows.map(toFoundRow), total: found.total, open: found.open, pageSize: foundPageSize };
    }),

  /** What taking over the chosen ones would mean; sums per currency, never over currencies. */
  summarise: procedureFor("desk:read")
    .input(summariseInput)
    .query(async ({ ctx, input }) => {
      const { db } = ctx.ports;
      const { organisationId } = ctx.actor;
      const { accountId, choice } = input;
      const place = { organisationId, accountId };
      const sums = await sumChosen(db, place, choice);
      const leftOut = await countLeftOut(db, place, choice);
      const sizes = await groupSizes(db, place, choice);
      const seen = await sampleChosen(db, place, choice, sampled);
      const productIds = packagesIn(seen).flatMap((pack) => pack.productId ?? []);
      const account = await db.account.findFirst({ where: { id: accountId, organisationId } });
      const agent = { organisationId, salesAgentId: account?.salesAgentId ?? "" };
      const known = await knownProducts(db, agent, [...new Set(productIds)]);
      return {
        sums,
        leftOut: {
          here: leftOut.here,
          obstacles: leftOut.obstacles.map((row) => ({ why: wordsFor(row.obstacle) ?? "", count: row.count })),
        },
        groups: { poNumbers: campaignsFor(sizes.poNumbers), brands: campaignsFor(sizes.brands) },
        unknown: unknownIn(seen, new Set(known.keys())),
      };
    }),

  /** Reads every media buy of the account, page after page, in the background. */
  scan: mutationFor("campaign:write")
    .input(accountIdInput)
    .mutation(({ ctx, input }) => startScan(ctx.ports, ctx.actor, input.accountId)),
  resumeScan: mutationFor("campaign:write")
    .input(scanIdInput)
    .mutation(({ ctx, input }) => resumeScan(ctx.ports, ctx.actor, input.scanId)),
  cancelScan: mutationFor("campaign:write")
    .input(scanIdInput)
    .mutation(({ ctx, input }) => cancelScan(ctx.ports, ctx.actor, input.scanId)),

  takeOver: mutationFor("campaign:submit")
    .input(takeOverInput)
    .mutation(({ ctx, input }) => takeOverMediaBuys(ctx.ports, ctx.actor, input)),
});
