/** What a person asks a seller, ready to send; every line names what both sides can look up. */
export type LetterFacts = {
  readonly sellerName: string;
  readonly organisationName: string;
  readonly mediaBuyName: string;
  readonly sellerMediaBuyId: string | null;
  readonly poNumber: string;
  readonly taskId: string | null;
  /** "21 Nov 2026, 09:31 Europe/Berlin" */
  readonly sentAt: string | null;
  readonly question: "missed" | "overdue" | "unknown" | "other";
  readonly code: string | null;
  readonly fields: readonly {
    readonly label: string;
    readonly packageName: string | null;
    readonly sellerPackageId: string | null;
    readonly asked: string;
    readonly found: string;
  }[];
  readonly signature: string;
};

export type Letter = { readonly subject: string; readonly text: string };

const asks: Readonly<Record<LetterFacts["question"], string>> = {
  missed:
    "You accepted the change below, but what your system shows since is not what was asked for. Could you tell us whether it will still take effect, or why it cannot?",
  overdue: "The request below has been with you for more than a day. Could you tell us what it waits for?",
  unknown: "We got no clear answer to the request below. Could you tell us whether it was carried out?",
  other: "Your system did not take the request below. Could you tell us what it needs?",
};

/** The subject and text of a message to the seller. */
export function letterToSeller(facts: LetterFacts): Letter {
  const buy = facts.sellerMediaBuyId ?? `PO ${facts.poNumber || "none"}`;
  const lines = [
    `Dear ${facts.sellerName} team,`,
    "",
    asks[facts.question],
    "",
    `Media buy: ${facts.mediaBuyName}`,
    ...line("Your media buy id", facts.sellerMediaBuyId),
    ...line("PO number", facts.poNumber),
    ...line("Task id", facts.taskId),
    ...line("Sent", facts.sentAt),
    ...line("Your answer", facts.code),
    ...facts.fields.flatMap(fieldLines),
    "",
    "Thank you,",
    facts.signature,
    facts.organisationName,
  ];
  return { subject: `${facts.mediaBuyName} (${buy})`, text: lines.join("\n") };
}

function line(name: string, value: string | null): string[] {
  return value === null || value === "" ? [] : [`${name}: ${value}`];
}

function fieldLines({ label, packageName, sellerPackageId, asked, found }: LetterFacts["fields"][number]): string[] {
  const owner =
    packageName === null ? "" : ` of ${packageName}${sellerPackageId === null ? "" : ` (${sellerPackageId})`}`;
  return ["", `${label}${owner}`, `  asked for: ${asked}`, `  you show: ${found}`];
}
