import { readStored, writeStored } from "../change/stored-json";
import { type AccountDetails, plainDetails } from "./account-details";

/** Account.details ↔ the column's text. */
export function encodeDetails(details: AccountDetails): string {
  return writeStored(details);
}

/** null: a row written before there were details. A key that an older version did not write reads as not known. */
export function decodeDetails(stored: string | null): AccountDetails {
  return stored === null ? plainDetails : { ...plainDetails, ...readStored<AccountDetails>(stored) };
}
