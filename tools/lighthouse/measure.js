// Measures pages by Lighthouse. Reads lines of {url, cookie}; for each it writes one of
// {url, scores: {category: 0 to 100}, found: [{audit, items}]}, or {fault}. Ends with its input.
// CHROMIUM names the browser.

import { createInterface } from "node:readline";
import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";

const FLAGS = [
  "--headless=new",
  "--no-sandbox", // tests run as root in a container
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

// What is audited does not depend on speed: the page runs as fast as it can, and is at rest when its network is.
const SETTINGS = {
  ...desktopConfig.settings,
  onlyCategories: ["accessibility", "best-practices"],
  throttlingMethod: "provided",
  disableFullPageScreenshot: true,
  pauseAfterFcpMs: 0,
  pauseAfterLoadMs: 0,
  networkQuietThresholdMs: 500,
  cpuQuietThresholdMs: 0,
};

async function measured(port, { url, cookie }) {
  const settings = { ...SETTINGS, extraHeaders: cookie ? { cookie } : {} };
  const config = { extends: "lighthouse:default", settings };
  const { lhr } = await lighthouse(url, { port, logLevel: "silent" }, config);
  if (lhr.runtimeError) return { fault: lhr.runtimeError.message };
  return {
    url: lhr.finalDisplayedUrl,
    scores: Object.fromEntries(
      Object.values(lhr.categories).map(({ id, score }) => [id, Math.round(score * 100)]),
    ),
    found: Object.values(lhr.audits)
      .filter(({ score }) => score !== null && score < 1)
      .map(({ id, details }) => ({ audit: id, items: details?.items })),
  };
}

const chrome = await launch({ chromePath: process.env.CHROMIUM, chromeFlags: FLAGS, logLevel: "silent" });
for await (const line of createInterface({ input: process.stdin })) {
  const answer = await measured(chrome.port, JSON.parse(line)).catch((error) => ({ fault: String(error) }));
  console.log(JSON.stringify(answer));
}
await chrome.kill();
