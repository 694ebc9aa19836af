import { listAllComplianceStoryboards } from "@adcp/sdk/testing";
import { expect, it } from "vitest";
import { applicable, complaints, grade } from "./storyboards";
import { NOT_APPLICABLE } from "./storyboards-not-applicable";

it("takes the guaranteed buy of careful through human review", async () => {
  const storyboard = applicable("careful").find((one) => one.id === "sales_guaranteed");
  if (storyboard === undefined) throw new Error("sales_guaranteed is not applicable any more");
  const result = await grade("careful", storyboard);
  const create = result.phases.flatMap((phase) => phase.steps).find((step) => step.step_id === "create_media_buy");
  expect(complaints(result)).toEqual([]);
  expect(create?.response).toMatchObject({ status: "submitted" });
});

it("names nothing as not applicable that the SDK does not have", () => {
  const known = listAllComplianceStoryboards().flatMap((storyboard) => [
    storyboard.id,
    ...storyboard.phases.flatMap((phase) => phase.steps.map((step) => `${storyboard.id}/${step.id}`)),
  ]);
  expect(Object.keys(NOT_APPLICABLE).filter((id) => !known.includes(id))).toEqual([]);
});
