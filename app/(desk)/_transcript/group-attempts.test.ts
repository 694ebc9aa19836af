import { expect, test } from "vitest";
import type { ExchangeLineView } from "@/server/api/views/exchange-view";
import { groupAttempts } from "./group-attempts";

const line = (id: string, sellerCallId: string | null, attempt: number | null, tool = "create_media_buy") =>
  ({ id, sellerCallId, attempt, tool }) as ExchangeLineView;

test("the sendings of one call stand together where the newest is; its reads and all else keep their places", () => {
  const rows = [
    line("read", "call", 2, "get_media_buys"),
    line("second", "call", 2),
    line("other", null, null),
    line("first", "call", 1),
    line("poll", "call", null),
  ];
  expect(groupAttempts(rows).map(({ row, attempts, isEarlier }) => [row.id, attempts, isEarlier])).toEqual([
    ["read", 1, false],
    ["second", 2, false],
    ["first", 2, true],
    ["other", 1, false],
    ["poll", 1, false],
  ]);
});
