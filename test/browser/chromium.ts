// A headless Chromium that watches what a page does: messages in its console, requests to other hosts.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The browser of the distribution, or undefined. */
export const chromiumPath: string | undefined = (process.env.PATH ?? "")
  .split(delimiter)
  .flatMap((folder) => names.map((name) => join(folder, name)))
  .find(existsSync);
export const noChromium = "no chromium on PATH";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath!, headless: true, args: flags });

export interface Watched {
  readonly page: Page;
  /** Errors and warnings in the browser's console, and exceptions nobody caught. */
  readonly messages: string[];
  /** Addresses on any host but this machine. */
  readonly strangers: string[];
}

/** Of JupyterLab itself, before any cell ran. */
const jupyterOwn = [
  /Could not (find|resolve) (the )?(mimetype|codemirror)/i,
  // on a machine with much to do
  /^Plugin .* (took .* to activate|is taking too long)/,
];

/** One for all pages of a browser, so that JupyterLab is fetched and compiled once. */
const contextOf = async (browser: Browser): Promise<BrowserContext> =>
  browser.contexts()[0] ?? (await browser.newContext({ viewport: { width: 1280, height: 1000 } }));

export const openPage = async (browser: Browser): Promise<Watched> => {
  const page = await (await contextOf(browser)).newPage();
  const [messages, strangers]: [string[], string[]] = [[], []];
  page.on("console", (message) => {
    const text = message.text();
    if (["error", "warning"].includes(message.type()) && !jupyterOwn.some((own) => own.test(text)))
      messages.push(`${message.type()}: ${text}`);
  });
  page.on("pageerror", (error) => messages.push(`exception: ${error.message}`));
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && !["127.0.0.1", "localhost"].includes(hostname))
      strangers.push(request.url());
  });
  return { page, messages, strangers };
};
