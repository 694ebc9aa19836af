import http from "node:http";
import type { AddressInfo } from "node:net";

const pricing = { pricing_model: "cpm", currency: "USD", fixed_price: 12.5, min_spend_per_package: 100 };

/** Ten products as a seller of display would describe them. */
export const exampleProducts = Array.from({ length: 10 }, (_, index) => ({
  product_id: `display_${index}`,
  name: `Display ${index}`,
  description: "Run of network, all standard sizes, brand-safe inventory of forty publishers. ".repeat(3),
  publisher_properties: [{ publisher_domain: "publisher.example", selection_type: "all" }],
  format_ids: [{ agent_url: "https://creative.adcontextprotocol.org", id: "display_300x250" }],
  delivery_type: "non_guaranteed",
  pricing_options: [{ pricing_option_id: "cpm", ...pricing }],
  reporting_capabilities: {
    available_reporting_frequencies: ["daily"],
    expected_delay_minutes: 240,
    timezone: "UTC",
    supports_webhooks: false,
    available_metrics: ["impressions", "spend"],
  },
}));

/** Serves it on a free port of this machine; resolves to the address of its MCP door. */
export function listening(handler: http.RequestListener): Promise<string> {
  const server = http.createServer(handler);
  server.keepAliveTimeout = 120_000;
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`));
  });
}
