import fs from "node:fs";
import path from "node:path";
import vm from "node:vm";
import zlib from "node:zlib";
import { root } from "./processes.mjs";
import { Problem } from "./terminal.mjs";

/** kB of JavaScript, gzip -6, that the first view of each page fetches: the table in the repository, and what it is held against. */
const table = path.join(root, "bench/first-load.json");
const dist = path.join(root, ".next");
/** What a page may grow before the table has to be written again, on purpose. */
const slackKb = 3;
/** The most a page may be, times an empty page of the same Next (quality goal S3). */
const mostTimes = 1.6;

/** Throws a Problem that names every page above its line; says what the heaviest is. */
export function checkFirstLoad() {
  const { emptyPageKb, pages } = JSON.parse(fs.readFileSync(table, "utf8"));
  const now = firstLoadKb();
  const complaints = Object.entries(now).flatMap(([page, kb]) => {
    const known = pages[page];
    if (kb > emptyPageKb * mostTimes) return [`${page}: ${kb} kB is more than ${mostTimes} × an empty page`];
    if (known === undefined) return [`${page}: ${kb} kB is not in the table`];
    return kb > known + slackKb ? [`${page}: ${kb} kB, ${known} kB in the table`] : [];
  });
  const gone = Object.keys(pages).filter((page) => !(page in now));
  complaints.push(...gone.map((page) => `${page}: in the table, not in the build`));
  if (complaints.length > 0) {
    throw new Problem(
      "First-load JavaScript grew; load what is not seen at first when it is asked for, or write the table again",
      `${complaints.join("\n")}\n\nnode scripts/first-load.mjs --write`,
    );
  }
  const [page, kb] = Object.entries(now).sort((a, b) => b[1] - a[1])[0];
  return `at most ${kb} kB (${page}), ${(kb / emptyPageKb).toFixed(2)} × an empty page`;
}

/** By page, from the build's own manifests: the scripts of its layouts and itself, as the server names them in the page's head. */
function firstLoadKb() {
  const { rootMainFiles } = JSON.parse(fs.readFileSync(path.join(dist, "build-manifest.json"), "utf8"));
  const sizes = new Map();
  const sizeOf = (file) => {
    const known = sizes.get(file) ?? zlib.gzipSync(fs.readFileSync(path.join(dist, file)), { level: 6 }).length;
    sizes.set(file, known);
    return known;
  };
  const pages = manifests().map(({ page, entryJSFiles }) => {
    const shown = Object.entries(entryJSFiles).filter(([name]) => /\/(layout|page)$/.test(name));
    const files = new Set([...rootMainFiles, ...shown.flatMap(([, names]) => names)]);
    const bytes = [...files].reduce((sum, file) => sum + sizeOf(file), 0);
    return [page, Math.round(bytes / 100) / 10];
  });
  return Object.fromEntries(pages.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function manifests() {
  const folder = path.join(dist, "server/app");
  const names = fs.readdirSync(folder, { recursive: true });
  return names
    .filter((name) => name.endsWith("page_client-reference-manifest.js"))
    .flatMap((name) => {
      const scope = {};
      vm.runInNewContext(fs.readFileSync(path.join(folder, name), "utf8"), { globalThis: scope });
      return Object.entries(scope.__RSC_MANIFEST).map(([page, { entryJSFiles }]) => ({
        page: page.replace(/\/\([^/]+\)/g, "").replace(/\/page$/, "") || "/",
        entryJSFiles,
      }));
    })
    .filter(({ page }) => !page.startsWith("/_"));
}

if (process.argv.includes("--write")) {
  const { emptyPageKb } = JSON.parse(fs.readFileSync(table, "utf8"));
  fs.writeFileSync(table, `${JSON.stringify({ emptyPageKb, pages: firstLoadKb() }, null, 2)}\n`);
}
