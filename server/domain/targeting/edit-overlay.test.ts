import { describe, expect, it } from "vitest";
import { editOverlay, effectiveOverlay, overlayIssues, parseOverlay } from "./edit-overlay";

describe("the targeting overlay", () => {
  it("changes only the edited dimension and keeps what it does not know", () => {
    const overlay = { geo_countries: ["DE"], frequency_cap: { max_impressions: 3 }, language: ["de"] };
    expect(editOverlay(overlay, { countries: ["DE", "AT", "AT"] })).toEqual({
      ...overlay,
      geo_countries: ["DE", "AT"],
    });
    expect(editOverlay(overlay, { countries: null })).toEqual({
      frequency_cap: { max_impressions: 3 },
      language: ["de"],
    });
  });

  it("lets a package's own dimension win, also when it is emptied", () => {
    const campaign = { geo_countries: ["DE"], device_type: ["ctv"] };
    expect(effectiveOverlay(campaign, {})).toEqual(campaign);
    expect(effectiveOverlay(campaign, { geo_countries: ["AT"] })).toEqual({
      geo_countries: ["AT"],
      device_type: ["ctv"],
    });
    expect(effectiveOverlay(campaign, { geo_countries: [] })).toEqual({ device_type: ["ctv"] });
  });

  it("finds what is both included and excluded", () => {
    expect(overlayIssues({ device_type: ["ctv"], device_type_exclude: ["ctv"] })).toEqual([
      { path: "deviceTypes", message: "ctv is both included and excluded" },
    ]);
  });

  it("reads a damaged column as no overlay rather than as something else", () => {
    expect(parseOverlay("[1]")).toEqual({});
    expect(parseOverlay("null")).toEqual({});
  });
});
