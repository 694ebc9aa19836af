import { pageSize } from "./page-size";

/** Pages that each begin after the last row of the one before; as many as somebody has scrolled to. */
type Page = { readonly nextCursor: string | null };

/** The pages in view, and the one after the last that is known when its end comes near. */
export function wantedPages(pages: readonly Page[], { from, to }: { readonly from: number; readonly to: number }) {
  const known = pages.length;
  const wanted: number[] = [];
  const near = Math.floor((to + pageSize / 2) / pageSize);
  for (let page = Math.floor(from / pageSize); page <= near && page <= known; page += 1) {
    if (page < known || page === 0 || pages[page - 1]?.nextCursor) wanted.push(page);
  }
  return wanted.length > 0 ? wanted : [0];
}

/** With what a page shows now; the same array when nothing changed. Where the list now ends, what was known beyond is gone. */
export function withPage<One extends Page>(pages: readonly One[], at: number, page: One | undefined): readonly One[] {
  if (!page || at > pages.length || pages[at] === page) return pages;
  const beyond = page.nextCursor === null ? [] : pages.slice(at + 1);
  return [...pages.slice(0, at), page, ...beyond];
}
