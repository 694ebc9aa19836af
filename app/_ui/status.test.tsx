import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { verdictKinds } from "@/server/domain/change/patch";
import { mediaBuyStatuses } from "@/server/domain/media-buy/status";
import { StatusBadge } from "./status";
import { statusLook, statusWord } from "./status-words";

describe("StatusBadge", () => {
  it("has a word, a sign and a tint for every status and verdict of ours", () => {
    for (const status of [...mediaBuyStatuses, ...verdictKinds]) {
      const look = statusLook(status);
      expect(look?.word, status).toBeTruthy();
      const markup = renderToStaticMarkup(<StatusBadge status={status} />);
      expect(markup).toContain(look?.word);
      expect(markup).toContain("<svg");
    }
  });

  it("tells the twelve media buy statuses apart by word alone", () => {
    expect(new Set(mediaBuyStatuses.map(statusWord)).size).toBe(mediaBuyStatuses.length);
  });

  it("shows a seller's unknown word as text, whatever it holds", () => {
    expect(statusLook("constructor")).toBeNull();
    expect(statusWord("on_hold_by_legal")).toBe("on_hold_by_legal");
    const markup = renderToStaticMarkup(<StatusBadge status={"<img src=x onerror=alert(1)>"} />);
    expect(markup).not.toContain("<img");
    expect(markup).toContain("&lt;img");
  });

  it("reads both spellings and both cases", () => {
    expect(statusWord("cancelled")).toBe("Canceled");
    expect(statusWord("input-required")).toBe("Input required");
    expect(statusWord("Active")).toBe("Active");
  });
});
