import type { Seller } from "./seller";

export interface ForcedArm {
  arm: string;
  task_id?: string;
  message?: string;
}

/** The test controller's wish for the next create_media_buy; used once. */
export function takeForcedArm(seller: Seller): ForcedArm | undefined {
  const forced = seller.store.get<ForcedArm>("setting", "", "forced_arm");
  if (forced !== undefined) seller.store.remove("setting", "", "forced_arm");
  return forced;
}

export const setForcedArm = (seller: Seller, forced: ForcedArm): void =>
  seller.store.put("setting", "", "forced_arm", forced);
