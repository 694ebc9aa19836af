/** What an audit row can be about. */
export const auditSubjects = [
  "campaign",
  "media_buy",
  "change_set",
  "sales_agent",
  "creative",
  "account",
  "user",
  "organisation",
] as const;
export type AuditSubject = (typeof auditSubjects)[number];
