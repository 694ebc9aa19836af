/** Why a webhook is refused, in the spec's own words where it has some (requirements §4.6). */
export class WebhookRefusal extends Error {
  readonly status: 400 | 401 | 413 | 415 | 429;
  readonly code: string;

  constructor(status: WebhookRefusal["status"], code: string, message: string) {
    super(message);
    this.name = "WebhookRefusal";
    this.status = status;
    this.code = code;
  }
}

export const malformed = (message: string) => new WebhookRefusal(400, "webhook_body_malformed", message);
export const unproven = (code: string, message: string) => new WebhookRefusal(401, code, message);
