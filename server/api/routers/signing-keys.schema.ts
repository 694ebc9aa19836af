import { z } from "zod";

/**
 * `current`: the id of the key that signed when the person looked; null: there was none. `isExposed`: somebody else may have it, so that
 * it is published no longer.
 */
export const rotateSigningKeyInput = z.strictObject({
  current: z.string().max(100).nullable(),
  isExposed: z.boolean(),
});
