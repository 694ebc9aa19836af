import fs from "node:fs";
import path from "node:path";
import { installPackage } from "./apt.mjs";
import { bin, root, runNode } from "./processes.mjs";
import { Problem, tail } from "./terminal.mjs";

const systemShell = "/usr/bin/chromium-headless-shell";
const systemBrowsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const byHand = "install Chromium and say where it is: CHROMIUM_PATH=/path/to/chromium npm run verify";

/**
 * The Chromium the browser tests will use: the one named, else a headless shell (no windows to draw: a tenth less work), which is installed
 * where that can be done, else any that starts.
 */
export async function ensureChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named && (await starts(named))) return named;
  const shells = [await ofPlaywright("shell"), systemShell];
  const there = await firstThatStarts(shells);
  if (there) return there;
  const debian = await installPackage("chromium-headless-shell");
  const packaged = debian === undefined && (await firstThatStarts([systemShell]));
  if (packaged) return packaged;
  const download = await runNode([...bin.playwright, "install", "--only-shell", "chromium"], { timeout: 120_000 });
  const browsers = [...shells, await ofPlaywright("browser"), ...systemBrowsers];
  const found = await firstThatStarts(browsers);
  if (found) return found;
  const whole = await installPackage("chromium");
  const installed = await firstThatStarts(systemBrowsers);
  if (installed) return installed;
  const output = [tail(download.output, 10), debian, whole].filter(Boolean).join("\n");
  throw new Problem(`No Chromium starts here, and none could be installed: ${byHand}`, output);
}

async function firstThatStarts(paths) {
  for (const one of paths) {
    if (one && fs.existsSync(one) && (await starts(one))) return one;
  }
  return undefined;
}

/** Where Playwright's own download is, or would be: it says so of the browser, and keeps the shell beside it. */
async function ofPlaywright(which) {
  const { chromium } = await import("@playwright/test");
  const browser = chromium.executablePath();
  if (which === "browser") return browser;
  const folder = path.dirname(path.dirname(browser)).replace(/chromium-(\d+)$/, "chromium_headless_shell-$1");
  if (!fs.existsSync(folder)) return undefined;
  const isShell = (name) => /^(chrome-headless-shell|headless_shell)(\.exe)?$/.test(path.basename(name));
  const found = fs.readdirSync(folder, { recursive: true }).find(isShell);
  return found && path.join(folder, found);
}

/** A browser whose system libraries are missing is there, but does not start. */
async function starts(executable) {
  const print = `import { chromium } from "@playwright/test";
    const browser = await chromium.launch({ executablePath: process.argv[1], args: ["--no-sandbox", "--disable-gpu"] });
    await browser.close();`;
  const { code } = await runNode(["--input-type=module", "-e", print, "--", executable], {
    timeout: 60_000,
    cwd: root,
  });
  return code === 0;
}
