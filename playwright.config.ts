import { existsSync } from "node:fs";
import { chromium, defineConfig } from "@playwright/test";
import { e2eEnvironment, e2eFolder } from "./e2e/environment";

/** Named by hand (npm run verify names what it found or installed), else Playwright's own download, else the system's: best without windows. */
function chromiumPath(): string | undefined {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  if (existsSync(chromium.executablePath())) return undefined;
  return ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find((path) => existsSync(path));
}

const path = chromiumPath();
/**
 * What Chromium is started without. The first two open two pages of its own beside every new window, for suggestions under an address
 * bar that no test has: half of what a short test costs. The others are Playwright's: a second list takes the place of the first.
 */
const switchedOff = [
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
];
const app = `PORT=4310 exec "${process.execPath}" scripts/serve.mjs`;
const tsx = `"${process.execPath}" --import tsx`;

export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 3,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [["list"], ["json", { outputFile: "test-results/e2e.json" }]],
  use: {
    baseURL: e2eEnvironment.FLIGHTDECK_URL,
    // Neither the server's zone nor any media buy's: a day shown in the wrong zone fails.
    timezoneId: "America/New_York",
    locale: "en-GB",
    // What was done, asked over the network and seen, kept for every test in case it fails, costs a quarter of the run's processor time;
    // a failed test has a screenshot, the page's accessibility tree and its error anyway. E2E_TRACE=1 keeps all of it.
    trace: process.env.E2E_TRACE ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(path && { executablePath: path }),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        `--disable-features=${switchedOff.join(",")}`,
      ],
    },
  },
  // The production build (npm run build) on a database of this run's own, beside sandbox sellers of its own.
  webServer: [
    {
      name: "sandbox",
      command: `rm -rf "${e2eEnvironment.SANDBOX_DIR}" && exec ${tsx} server/sandbox/main.ts`,
      url: `${e2eEnvironment.SANDBOX_URL}/health`,
      env: { ...e2eEnvironment },
      timeout: 60_000,
    },
    {
      name: "app",
      command: `rm -f "${e2eFolder}"/flightdeck.db* && ${tsx} scripts/migrate.ts && ${app}`,
      url: `${e2eEnvironment.FLIGHTDECK_URL}/api/health`,
      env: { ...e2eEnvironment, NODE_ENV: "production" },
      timeout: 60_000,
    },
  ],
});
