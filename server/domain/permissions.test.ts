import { expect, test } from "vitest";
import { can, isRole, permissions, roles } from "./permissions";

/** Written out again on purpose: a right that moves must be moved here too. */
const matrix = `
                    viewer planner manager approver admin
desk:read           yes    yes     yes     yes      yes
campaign:write      -      yes     yes     -        yes
campaign:submit     -      yes     yes     -        yes
creative:write      -      yes     yes     -        yes
media_buy:edit      -      -       yes     -        yes
media_buy:pause     -      -       yes     yes      yes
change:approve      -      -       -       yes      yes
change:retry        -      yes     yes     -        yes
sales_agent:write   -      -       -       -        yes
audit:read          yes    yes     yes     yes      yes
transcript:read     -      yes     yes     yes      yes
member:read         -      -       -       -        yes
member:write        -      -       -       -        yes
account:own         yes    yes     yes     yes      yes
organisation:write  -      -       -       -        yes
`;

test("each role may do exactly what the matrix says", () => {
  const [head = [], ...rows] = matrix
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  expect(head).toEqual(roles);
  expect(rows.map(([permission]) => permission)).toEqual(permissions);
  const granted = permissions.map((permission) => [
    permission,
    ...roles.map((role) => (can(role, permission) ? "yes" : "-")),
  ]);
  expect(granted).toEqual(rows);
});

test("a role we do not know is no role", () => {
  expect(roles.every(isRole)).toBe(true);
  expect(["Admin", "owner", "", "toString", null, undefined, 1, ["admin"]].some(isRole)).toBe(false);
});
