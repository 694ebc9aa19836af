import { z } from "zod";

export const discoverInput = z.strictObject({
  domain: z.string().trim().min(1, "Enter a domain such as example.com").max(500, "At most 500 characters"),
});
