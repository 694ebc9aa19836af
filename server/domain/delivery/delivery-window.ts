import { addDays, type Day, dayIn, type Flight, type Instant, lastDayOf } from "../time";

/** The days to ask for: start inclusive, end exclusive, as get_media_buy_delivery takes them (requirements §3.7). */
export type DeliveryWindow = { readonly startDay: Day; readonly endDayExclusive: Day };

/**
 * The whole flight, its last day included. Sellers report in UTC days or in their own; a day of the buy's zone touches two UTC
 * days, so the wider of both is asked for. A buy that runs before its flight is asked about from today.
 */
export function deliveryWindow(flight: Flight, now: Instant): DeliveryWindow {
  const zones = ["UTC", flight.timeZone];
  const first = [...zones.map((zone) => dayIn(flight.startAt, zone)), dayIn(now, "UTC")].sort()[0];
  const last = zones.map((zone) => lastDayOf(flight.endAt, zone)).sort()[1];
  return { startDay: first ?? dayIn(now, "UTC"), endDayExclusive: addDays(last ?? dayIn(now, "UTC"), 1) };
}
