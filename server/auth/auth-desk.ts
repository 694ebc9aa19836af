import type { Config } from "../config";
import type { Db } from "../db/client";
import type { Clock } from "../domain/time";
import type { Log } from "../ports";
import type { Auth } from "./auth";

/** What answering a question about accounts takes. */
export type AuthDesk = {
  readonly auth: Auth;
  readonly config: Pick<Config, "signInLimit">;
  readonly ports: { readonly db: Db; readonly clock: Clock; readonly log: Log };
};
