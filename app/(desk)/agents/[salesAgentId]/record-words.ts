const deviations: Readonly<Record<string, string>> = {
  unreadable_reply: "replies that cannot be read",
  error_without_code: "errors without a code",
  submitted_without_task: "submitted replies without a task",
  idempotency_not_declared: "idempotency not declared",
  unknown_media_buy_status: "media buy statuses AdCP does not have",
  unknown_task_status: "task statuses AdCP does not have",
  create_without_packages: "creates without packages",
};

export function deviationWords(code: string): string {
  return deviations[code] ?? code;
}

/** Whole minutes, as people say them. */
export function minutesInWords(minutes: number): string {
  if (minutes < 1) return "under a minute";
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
