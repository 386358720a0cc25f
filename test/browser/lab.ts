// A real JupyterLab for the browser tests.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type JupyterServer, startServer } from "../support/jupyter-server.ts";

export interface Lab extends JupyterServer {
  /** Takes effect in pages that are loaded afterwards. */
  setTheme(theme: "light" | "dark"): Promise<void>;
}

/** Cells outside of the window stay in the page; no news is fetched; nothing is saved behind the test's back. */
const settings: Readonly<Record<string, object>> = {
  "@jupyterlab/notebook-extension/tracker": { windowingMode: "none" },
  "@jupyterlab/apputils-extension/notification": { fetchNews: "false", checkForUpdates: false },
  "@jupyterlab/docmanager-extension/plugin": { autosave: false },
  "@jupyterlab/completer-extension/manager": { providerTimeout: 10_000 },
  "@jupyterlab/extensionmanager-extension/plugin": { enabled: false },
};

export const startLab = async (folder: string): Promise<Lab> => {
  const server = await startServer(folder, "jupyterlab", (environment) => {
    for (const [name, values] of Object.entries(settings)) {
      const path = join(environment.JUPYTERLAB_SETTINGS_DIR!, `${name}.jupyterlab-settings`);
      mkdirSync(join(path, ".."), { recursive: true });
      writeFileSync(path, JSON.stringify(values));
    }
  });
  return {
    ...server,
    setTheme: async (theme) => {
      const reply = await fetch(`${server.url}lab/api/settings/@jupyterlab/apputils-extension:themes`, {
        method: "PUT",
        headers: { Authorization: `token ${server.token}` },
        body: JSON.stringify({
          raw: JSON.stringify({ theme: theme === "dark" ? "JupyterLab Dark" : "JupyterLab Light" }),
        }),
      });
      if (!reply.ok) throw new Error(`the theme was refused: ${reply.status} ${await reply.text()}`);
    },
  };
};
