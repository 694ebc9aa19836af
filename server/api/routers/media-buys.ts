import { namesOf } from "../../repositories/change-views";
import type { ListedMediaBuy } from "../../repositories/listed-media-buy";
import { readMediaBuyPage } from "../../repositories/media-buy-list";
import { decodeCursor, encodeCursor, type MediaBuySort } from "../../repositories/media-buy-pages";
import {
  deliveredByPackage,
  getAccount,
  getWholeMediaBuy,
  listChangesOfMediaBuy,
} from "../../repositories/media-buy-reads";
import { readMediaBuyRows } from "../../repositories/media-buy-rows";
import { dropMediaBuy } from "../../workflows/drop-media-buy";
import { refreshMediaBuy } from "../../workflows/refresh-media-buy";
import { sellerFacts, unknownSeller } from "../../workflows/seller-facts";
import { mutationFor, procedureFor, router } from "../trpc";
import { toListedRow, toMediaBuyView } from "../views/media-buy-view";
import { toChangeView } from "../views/to-change-view";
import { listMediaBuysInput, mediaBuyIdInput, mediaBuyIdsInput } from "./media-buys.schema";

function cursorOf(row: ListedMediaBuy, sort: MediaBuySort): string {
  const value = row[sort];
  return encodeCursor({ value: value instanceof Date ? value.toISOString() : (value?.toString() ?? null), id: row.id });
}

export const mediaBuysRouter = router({
  list: procedureFor("desk:read")
    .input(listMediaBuysInput)
    .query(async ({ ctx, input }) => {
      const { db, clock } = ctx.ports;
      const { organisationId } = ctx.actor;
      const { cursor, salesAgentId, campaignId, limit, sort, ...rest } = input;
      const filter = {
        ...rest,
        limit,
        sort,
        salesAgentId: salesAgentId ?? null,
        campaignId: campaignId ?? null,
        after: cursor ? decodeCursor(cursor) : null,
      };
      const page = await readMediaBuyPage(db, organisationId, filter);
      const rows = page.rows.slice(0, limit);
      const last = rows.at(-1);
      return {
        rows: rows.map((row) => toListedRow(row, clock())),
        nextCursor: page.rows.length > limit && last ? cursorOf(last, sort) : null,
        counts: page.counts,
      };
    }),

  /** How these rows of the list are now, wherever another look at it would put them. */
  rows: procedureFor("desk:read")
    .input(mediaBuyIdsInput)
    .query(async ({ ctx, input }) => {
      const { db, clock } = ctx.ports;
      const rows = await readMediaBuyRows(db, ctx.actor.organisationId, input.mediaBuyIds);
      return rows.map((row) => toListedRow(row, clock()));
    }),

  get: procedureFor("desk:read")
    .input(mediaBuyIdInput)
    .query(async ({ ctx, input }) => {
      const { db, clock } = ctx.ports;
      const { organisationId } = ctx.actor;
      const row = await getWholeMediaBuy(db, organisationId, input.mediaBuyId);
      const changes = await listChangesOfMediaBuy(db, organisationId, row.id);
      const delivered = await deliveredByPackage(db, organisationId, [row.id]);
      const account = row.accountId === null ? null : await getAccount(db, organisationId, row.accountId);
      const packageIds = row.packages.map((one) => one.id);
      const names = await namesOf(db, organisationId, [row.salesAgentId, row.campaignId, row.id, ...packageIds]);
      const { timeZone } = row.campaign;
      const seller = (await sellerFacts(db, organisationId, [row.salesAgentId])).get(row.salesAgentId) ?? unknownSeller;
      return toMediaBuyView(row, {
        names,
        seller,
        account: account && { id: account.id, name: account.name, status: account.status },
        delivered,
        now: clock(),
        changes: changes.map((change) => {
          const { state: setState, undoesId: undoes } = change.changeSet;
          return toChangeView(change, { names, timeZone, setState, undoes });
        }),
      });
    }),

  /** Asks the seller for the buy now. */
  refresh: mutationFor("desk:read")
    .input(mediaBuyIdInput)
    .mutation(({ ctx, input }) => refreshMediaBuy(ctx.ports, ctx.actor, input.mediaBuyId)),

  /** Archives one that the seller never took, or that is over there. */
  drop: mutationFor("campaign:submit")
    .input(mediaBuyIdInput)
    .mutation(({ ctx, input }) => dropMediaBuy(ctx.ports, ctx.actor, input.mediaBuyId)),
});
