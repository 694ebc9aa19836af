/** A sales agent as far as products name it. */
export type AskedAgent = { readonly id: string; readonly name: string; readonly sandbox: boolean };
