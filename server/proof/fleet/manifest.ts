/** Where the sellers of the fleet are. */
export type Manifest = {
  readonly token: string;
  readonly guaranteed: AdapterSeller;
  readonly nonGuaranteed: AdapterSeller;
  readonly hybrid: PlatformSeller;
  readonly broadcast: PlatformSeller;
  readonly programmatic: PlatformSeller;
};

/** An adapter in front of an ad server that counts what it was asked. */
export type AdapterSeller = { readonly url: string; readonly adServer: string };

/** `traffic` counts by account how often the seller's own createMediaBuy ran. */
export type PlatformSeller = { readonly mcp: string; readonly a2a: string; readonly traffic: string };
