/** How long one call may take, in milliseconds (requirements §4.5; writes: the bound of AdCP's `working`). */
const deadlines: Readonly<Record<string, number>> = {
  /** Handshake and tool list. */
  initialize: 10_000,
  get_adcp_capabilities: 10_000,
  list_accounts: 15_000,
  get_products: 60_000,
  list_creative_formats: 15_000,
  list_creatives: 30_000,
  get_media_buys: 30_000,
  get_media_buy_delivery: 60_000,
  tasks_get: 15_000,
  "tasks/get": 15_000,
  create_media_buy: 120_000,
  update_media_buy: 120_000,
  sync_creatives: 120_000,
};

const otherwise = 30_000;

export function deadlineFor(tool: string, over: Readonly<Record<string, number>> = {}): number {
  return over[tool] ?? deadlines[tool] ?? otherwise;
}
