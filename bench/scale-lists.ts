import type { Target } from "./load";

/** A list that is looked at all day, as `mediaBuys.list` is asked for it. */
export type List = { readonly name: string; readonly input: Readonly<Record<string, unknown>> };

type Answer = {
  readonly rows: readonly {
    readonly poNumber: string;
    readonly campaign: { readonly id: string };
    readonly salesAgent: { readonly id: string };
  }[];
  readonly nextCursor: string | null;
};

/** The first is what the desk opens with. A text that many have and one that few have, both as scale:seed writes them. */
export async function dailyLists(target: Target): Promise<readonly List[]> {
  const first = await asked(target, {});
  const [row] = first.rows;
  if (!row) throw new Error("the list is empty");
  const pages = [await nextOf(target, {}, 1), await nextOf(target, {}, 20)];
  const running = { status: ["ACTIVE"] };
  const byEnd = { sort: "endAt", descending: false };
  const lists: readonly (readonly [string, List["input"]])[] = [
    ["as it opens", {}],
    ["its second page", { cursor: pages[0] }],
    ["its page 21", { cursor: pages[1] }],
    ["running", running],
    ["running, next page", { ...running, cursor: await nextOf(target, running, 1) }],
    ["drafts, paused or failed", { status: ["DRAFT", "PAUSED", "FAILED"] }],
    ["by the end of the flight", byEnd],
    ["running, by name", { ...running, sort: "name", descending: false }],
    ["drafts, by end", { status: ["DRAFT"], ...byEnd }],
    ["one campaign", { campaignId: row.campaign.id }],
    ["one campaign, by name", { campaignId: row.campaign.id, sort: "name", descending: false }],
    ["one seller", { salesAgentId: row.salesAgent.id }],
    ["one seller, by name", { salesAgentId: row.salesAgent.id, sort: "name", descending: false }],
    ["a text that many have", { text: "Kestrel" }],
    ["a text that many have, next page", { text: "Kestrel", cursor: await nextOf(target, { text: "Kestrel" }, 1) }],
    ["a text that few have", { text: row.poNumber === "" ? "Kestrel CTV Leeds" : row.poNumber }],
  ];
  return lists.map(([name, input]) => ({ name, input }));
}

/** The cursor after so many pages. */
async function nextOf(target: Target, input: List["input"], pages: number): Promise<string | null> {
  let cursor: string | null = null;
  for (let page = 0; page < pages; page += 1) ({ nextCursor: cursor } = await asked(target, { ...input, cursor }));
  return cursor;
}

async function asked(target: Target, input: List["input"]): Promise<Answer> {
  const { result } = JSON.parse(await listText(target, input)) as {
    readonly result: { readonly data: { json: Answer } };
  };
  return result.data.json;
}

export async function listText({ origin, cookie }: Target, input: List["input"]): Promise<string> {
  const json = encodeURIComponent(JSON.stringify({ json: input }));
  const response = await fetch(`${origin}/api/trpc/mediaBuys.list?input=${json}`, { headers: { cookie } });
  if (response.status !== 200) throw new Error(`The list ${JSON.stringify(input)} answered ${response.status}`);
  return response.text();
}
