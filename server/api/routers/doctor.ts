import { examine } from "../../doctor/examine";
import { procedureFor, router } from "../trpc";

export const doctorRouter = router({
  /** Asks every seller for its books, so it runs when an administrator says so; shows how far it is, then what it found. */
  examine: procedureFor("organisation:write").subscription(({ ctx }) => examine(ctx.ports, ctx.actor.organisationId)),
});
