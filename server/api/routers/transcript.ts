import {
  type ExchangeFilter,
  exchangeSubjects,
  exchangeTools,
  getExchange,
  listExchanges,
  relatedExchanges,
  transcriptDaysOf,
} from "../../repositories/exchanges";
import { replayChoices, replayExchange } from "../../workflows/replay-exchange";
import { setTranscriptDays } from "../../workflows/set-transcript-days";
import { mutationFor, procedureFor, router } from "../trpc";
import { type ExchangeView, toExchangeLine } from "../views/exchange-view";
import { exchangeIdInput, listExchangesInput, replayInput, transcriptDaysInput } from "./transcript.schema";

export const transcriptRouter = router({
  /** Newest first. A page of a search may be short and still have a next one: `searchedTo` says how far it has looked. */
  list: procedureFor("transcript:read")
    .input(listExchangesInput)
    .query(async ({ ctx, input }) => {
      const { way, cursor, limit, direction: _, ...rest } = input;
      const { organisationId } = ctx.actor;
      const filter: ExchangeFilter = { ...rest, direction: way };
      const page = await listExchanges(ctx.ports.db, organisationId, filter, { after: cursor ?? null, limit });
      const subjects = await exchangeSubjects(ctx.ports.db, organisationId, page.rows);
      const rows = page.rows.map((row) => toExchangeLine(row, subjects));
      return { rows, nextCursor: page.next, searchedTo: input.text === "" ? null : (page.next?.at ?? null) };
    }),

  get: procedureFor("transcript:read")
    .input(exchangeIdInput)
    .query(async ({ ctx, input }): Promise<ExchangeView> => {
      const { organisationId } = ctx.actor;
      const exchange = await getExchange(ctx.ports.db, organisationId, input.exchangeId);
      const related = await relatedExchanges(ctx.ports.db, organisationId, exchange);
      const subjects = await exchangeSubjects(ctx.ports.db, organisationId, [exchange, ...related]);
      const line = toExchangeLine(exchange, subjects);
      return { ...exchange, ...line, related: related.map((row) => toExchangeLine(row, subjects)) };
    }),

  tools: procedureFor("transcript:read").query(({ ctx }) => exchangeTools(ctx.ports.db, ctx.actor.organisationId)),

  replayChoices: procedureFor("transcript:read")
    .input(exchangeIdInput)
    .query(({ ctx, input }) => replayChoices(ctx.ports, ctx.actor, input.exchangeId)),

  replay: mutationFor("sales_agent:write")
    .input(replayInput)
    .mutation(({ ctx, input }) => replayExchange(ctx.ports, ctx.actor, input)),

  /** How many days exchanges are kept. */
  days: procedureFor("desk:read").query(async ({ ctx }) => ({
    days: await transcriptDaysOf(ctx.ports.db, ctx.actor.organisationId),
  })),

  setDays: mutationFor("organisation:write")
    .input(transcriptDaysInput)
    .mutation(({ ctx, input }) => setTranscriptDays(ctx.ports, ctx.actor, input)),
});
