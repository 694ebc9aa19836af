import { z } from "zod";
import { roles } from "../../domain/permissions";

const role = z.enum(roles);

export const inviteMemberInput = z.strictObject({
  name: z.string().trim().min(1, "Give a name").max(120, "At most 120 characters").normalize("NFC"),
  email: z.email("Enter an address such as paula@agency.example").max(254, "At most 254 characters"),
  role,
});

export const memberIdInput = z.strictObject({ userId: z.string().min(1).max(64) });

export const changeMemberInput = z
  .strictObject({ userId: z.string().min(1).max(64), role: role.optional(), isDisabled: z.boolean().optional() })
  .refine((input) => (input.role === undefined) !== (input.isDisabled === undefined), "Change one thing at a time");

export const requireTwoFactorInput = z.strictObject({ required: z.boolean() });
