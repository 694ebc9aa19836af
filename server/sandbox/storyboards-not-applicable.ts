const GROUPS: readonly [reason: string, ids: readonly string[]][] = [
  [
    "These sellers have no lists of collections, content standards or properties of their own; they only take references to such lists.",
    [
      "pagination_integrity_collection_lists",
      "pagination_integrity_content_standards",
      "pagination_integrity_property_lists",
      "collection_lists",
      "content_standards",
      "property_lists",
    ],
  ],
  [
    "They sell no signals and host no audiences.",
    [
      "get_signals_pagination_integrity",
      "signals_baseline",
      "signal_marketplace",
      "signal_marketplace/governance_denied",
      "signal_owned",
      "audience_sync",
    ],
  ],
  [
    "They are not governance agents and call none (no sync_governance, no sync_plans).",
    [
      "media_buy_governance_escalation",
      "media_buy_seller/governance_approved",
      "media_buy_seller/governance_conditions",
      "media_buy_seller/governance_denied",
      "media_buy_seller/governance_denied_recovery",
      "media_buy_seller/sync_governance",
      "governance_aware_seller",
      "governance_delivery_monitor",
      "governance_spend_authority",
      "governance_spend_authority/denied",
    ],
  ],
  [
    "They neither build nor preview creatives.",
    [
      "creative_ad_server",
      "creative_generative",
      "creative_generative/seller",
      "creative_template",
      "creative_lifecycle/preview_display",
      "creative_lifecycle/build_video_tag",
      "creative_sales_agent/preview_synced",
    ],
  ],
  [
    "They are no brand agents and hold no sponsored-intelligence sessions.",
    [
      "brand_baseline",
      "brand_rights",
      "brand_rights/governance_denied",
      "si_baseline",
      "deterministic_testing/initiate_session",
      "deterministic_testing/force_session_terminated",
      "deterministic_testing/verify_terminated_session",
    ],
  ],
  ["Specialisms that they do not claim.", ["sales_broadcast_tv", "sales_catalog_driven", "sales_social"]],
  [
    "Their webhooks are judged by our receiver over the wire; the run names the storyboard no operation to trigger one.",
    ["webhook_emission", "idempotency/no_duplicate_webhooks_on_replay"],
  ],
  ["They do not verify signed requests and do not say that they do.", ["signed_requests"]],
  [
    "They use a bearer token, not OAuth.",
    [
      "security_baseline/probe_protected_resource",
      "security_baseline/probe_auth_server_metadata",
      "security_baseline/probe_invalid_oauth_token",
    ],
  ],
];

/** Storyboards, and single steps as `storyboard/step`, that are about something these sellers do not do, with the reason. */
export const NOT_APPLICABLE: Readonly<Record<string, string>> = Object.fromEntries(
  GROUPS.flatMap(([reason, ids]) => ids.map((id) => [id, reason])),
);

/** Storyboards about what one seller alone does: the others do not claim it. */
const ONLY: Readonly<Record<string, string>> = {
  "media_buy_seller/proposal_finalize": "careful",
  sales_proposal_mode: "careful",
};

export const appliesTo = (seller: string, storyboardId: string): boolean =>
  NOT_APPLICABLE[storyboardId] === undefined && (ONLY[storyboardId] ?? seller) === seller;
