import fs from "node:fs";
import { bin, root, run, runNode } from "./processes.mjs";
import { Problem, tail } from "./terminal.mjs";

const systemPaths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const byHand = "install Chromium and say where it is: CHROMIUM_PATH=/path/to/chromium npm run verify";

/** The Chromium the browser tests will use; downloads or installs one when there is none that starts. */
export async function ensureChromium() {
  const found = await firstThatStarts();
  if (found) return found;
  const download = await runNode([...bin.playwright, "install", "chromium"], { timeout: 300_000 });
  const downloaded = await firstThatStarts();
  if (downloaded) return downloaded;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !fs.existsSync("/usr/bin/apt-get")) {
    throw new Problem(
      `No Chromium starts here and Playwright's could not be installed: ${byHand}`,
      tail(download.output, 10),
    );
  }
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const update = await run("apt-get", ["update"], { env });
  const install = await run("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], { env });
  const installed = await firstThatStarts();
  if (installed) return installed;
  const output = tail(`${download.output}\n${update.output}\n${install.output}`, 20);
  throw new Problem(`Chromium could not be downloaded, nor installed with apt-get: ${byHand}`, output);
}

async function firstThatStarts() {
  for (const path of [process.env.CHROMIUM_PATH, await ofPlaywright(), ...systemPaths]) {
    if (path && fs.existsSync(path) && (await starts(path))) return path;
  }
  return undefined;
}

async function ofPlaywright() {
  const { chromium } = await import("@playwright/test");
  return chromium.executablePath();
}

/** A browser whose system libraries are missing is there, but does not start. */
async function starts(path) {
  const print = `import { chromium } from "@playwright/test";
    const browser = await chromium.launch({ executablePath: process.argv[1], args: ["--no-sandbox", "--disable-gpu"] });
    await browser.close();`;
  const { code } = await runNode(["--input-type=module", "-e", print, "--", path], { timeout: 60_000, cwd: root });
  return code === 0;
}
