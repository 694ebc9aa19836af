import { applicable, complaints, type GradedSeller, grade } from "./storyboards";
import { NOT_APPLICABLE } from "./storyboards-not-applicable";

const SELLERS: readonly GradedSeller[] = ["prompt", "careful"];
let failed = 0;

for (const seller of SELLERS) {
  for (const storyboard of applicable(seller)) {
    const result = await grade(seller, storyboard);
    const problems = complaints(result);
    if (problems.length > 0) failed += 1;
    console.log(
      `${problems.length === 0 ? "pass" : "FAIL"}  ${seller}  ${storyboard.id}  ${result.passed_count} steps`,
    );
    for (const problem of problems) console.log(`      ${problem}`);
  }
}
console.log(`${Object.keys(NOT_APPLICABLE).length} storyboards and steps not applicable, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
