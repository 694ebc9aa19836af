import { DomainError } from "../errors";
import type { Role } from "../permissions";

export type MemberState = { readonly userId: string; readonly role: Role; readonly isDisabled: boolean };
export type MemberChange = { readonly role?: Role | undefined; readonly isDisabled?: boolean | undefined };

/** Throws NOT_ALLOWED where a change would lock somebody's own self out, or leave the organisation without an administrator. */
export function refuseMemberChange(actorId: string, members: readonly MemberState[], of: string, change: MemberChange) {
  if (of === actorId) {
    throw new DomainError(
      "NOT_ALLOWED",
      "Nobody changes their own role or disables themselves: ask another administrator",
    );
  }
  const after = members.map((member) => (member.userId === of ? { ...member, ...defined(change) } : member));
  if (!after.some(({ role, isDisabled }) => role === "admin" && !isDisabled)) {
    throw new DomainError("NOT_ALLOWED", "Somebody has to stay administrator");
  }
}

function defined({ role, isDisabled }: MemberChange): Partial<MemberState> {
  return { ...(role === undefined ? {} : { role }), ...(isDisabled === undefined ? {} : { isDisabled }) };
}
