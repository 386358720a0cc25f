// A notebook in JupyterLab, driven as a user does: typing, Tab, buttons and menus.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { packageRoot } from "../support/root.ts";
import type { Lab } from "./lab.ts";

const screenshots = join(packageRoot, "test", "browser", "screenshots");

/** A notebook with one empty cell, for this kernel. */
export const emptyNotebook = JSON.stringify({
  cells: [{ cell_type: "code", id: "first", execution_count: null, metadata: {}, outputs: [], source: [] }],
  metadata: { kernelspec: { name: "taipan", display_name: "TypeScript (Taipan)", language: "typescript" } },
  nbformat: 4,
  nbformat_minor: 5,
});

export interface NotebookPage {
  /** Puts code into the last, empty cell without running it; the cell is in edit mode. */
  type(code: string): Promise<Locator>;
  /** Types code into the last cell, runs it and waits for its end. Returns the cell. */
  run(code: string): Promise<Locator>;
  /** As `run`, but does not wait. */
  start(code: string): Promise<Locator>;
  finished(cell: Locator): Promise<void>;
  /** Names that Tab offers after `code` in the last cell; none when there was just one, which is put in at once. */
  complete(code: string): Promise<readonly string[]>;
  lastCode(): Promise<string>;
  clearLast(): Promise<void>;
  /** By the menu's command. */
  interrupt(): Promise<void>;
  save(): Promise<void>;
  trusted(): Promise<boolean>;
  screenshot(name: string): Promise<void>;
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

const cells = (page: Page): Locator => page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell");

/** Opens a notebook of the server's root and waits for its kernel. */
export const openNotebook = async (page: Page, lab: Lab, name: string): Promise<NotebookPage> => {
  await page.goto(`${lab.url}lab/tree/${name.split("/").map(encodeURIComponent).join("/")}?reset&token=${lab.token}`);
  // The toolbar says "idle" before there is a kernel; the status bar does not.
  await page.locator(".jp-StatusBar-TextItem", { hasText: /\| Idle$/ }).waitFor({ timeout: 60_000 });

  const last = (): Locator => cells(page).last();
  const type = async (code: string): Promise<Locator> => {
    const count = await cells(page).count();
    const cell = cells(page).nth(count - 1);
    await cell.locator(".cm-content").click();
    await page.keyboard.insertText(code);
    return cell;
  };
  const finished = async (cell: Locator): Promise<void> => {
    await cell.locator(".jp-InputPrompt", { hasText: /\[\d+\]:/ }).waitFor({ timeout: 60_000 });
  };
  const start = async (code: string): Promise<Locator> => {
    const cell = await type(code);
    const count = await cells(page).count();
    await page.keyboard.press("Shift+Enter");
    // Running the last cell adds an empty one: then the command was taken.
    await cells(page).nth(count).waitFor();
    return cell;
  };
  const menu = async (...path: readonly string[]): Promise<void> => {
    await page.locator(".lm-MenuBar-itemLabel", { hasText: new RegExp(`^${path[0]}$`) }).click();
    await page.locator(".lm-Menu-itemLabel", { hasText: path[1]! }).first().click();
  };

  return {
    type,
    start,
    finished,
    run: async (code) => {
      const cell = await start(code);
      await finished(cell);
      return cell;
    },
    complete: async (code) => {
      await type(code.slice(0, -1));
      // A typed key, not inserted text: else Tab indents.
      await page.keyboard.press(code.at(-1)!);
      await last()
        .locator(".jp-mod-completer-enabled")
        .or(page.locator(".jp-CodeCell .jp-mod-completer-enabled"))
        .first()
        .waitFor();
      await page.keyboard.press("Tab");
      const items = page.locator(".jp-Completer:not(.lm-mod-hidden) .jp-Completer-match");
      const before = code;
      const inserted = async (): Promise<readonly string[]> => {
        await last()
          .locator(".cm-content")
          .filter({ hasNotText: new RegExp(`${escaped(before)}$`) })
          .waitFor();
        return [];
      };
      const offered = async (): Promise<readonly string[]> => {
        await items.first().waitFor();
        return items.allInnerTexts();
      };
      return Promise.any([offered(), inserted()]);
    },
    lastCode: () => last().locator(".cm-content").innerText(),
    clearLast: async () => {
      await page.keyboard.press("Escape");
      await last().locator(".cm-content").click();
      await page.keyboard.press("Control+a");
      await page.keyboard.press("Delete");
    },
    interrupt: () => menu("Kernel", "Interrupt Kernel"),
    save: async () => {
      await menu("File", "Save Notebook");
      await page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)").waitFor();
      await page.locator(".lm-DockPanel-tabBar .lm-TabBar-tab.lm-mod-current:not(.jp-mod-dirty)").first().waitFor();
    },
    trusted: async () => {
      const title = await page.locator(".jp-StatusItem-trust").first().getAttribute("title");
      return title !== null && !/\bnot trusted\b/i.test(title);
    },
    screenshot: async (name) => {
      mkdirSync(screenshots, { recursive: true });
      await page.screenshot({ path: join(screenshots, `${name}.png`) });
    },
  };
};
