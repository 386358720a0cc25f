// A real JupyterLab for the browser tests: own folders, own token, a free port.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { installKernel, jupyterEnvironment, venvPython } from "../support/python.ts";

export interface Lab {
  /** Where notebooks lie. */
  readonly root: string;
  readonly url: string;
  readonly token: string;
  /** Takes effect in pages that are loaded afterwards. */
  setTheme(theme: "light" | "dark"): Promise<void>;
  stop(): Promise<void>;
}

/** Cells outside of the window stay in the page; no news is fetched; nothing is saved behind the test's back. */
const settings: Readonly<Record<string, object>> = {
  "@jupyterlab/notebook-extension/tracker": { windowingMode: "none" },
  "@jupyterlab/apputils-extension/notification": { fetchNews: "false", checkForUpdates: false },
  "@jupyterlab/docmanager-extension/plugin": { autosave: false },
  "@jupyterlab/completer-extension/manager": { providerTimeout: 10_000 },
  "@jupyterlab/extensionmanager-extension/plugin": { enabled: false },
};

const runtimeFile = async (folder: string, server: ChildProcess): Promise<{ url: string; token: string }> => {
  const file = join(folder, `jpserver-${server.pid}.json`);
  for (;;) {
    if (server.exitCode !== null) throw new Error(`JupyterLab ended with ${server.exitCode}`);
    try {
      return JSON.parse(readFileSync(file, "utf8"));
    } catch {
      // Not written, or half written.
      await wait(50);
    }
  }
};

export const startLab = async (folder: string): Promise<Lab> => {
  const environment = jupyterEnvironment(folder);
  installKernel(environment);
  const root = join(folder, "root");
  mkdirSync(root);
  for (const [name, values] of Object.entries(settings)) {
    const path = join(environment.JUPYTERLAB_SETTINGS_DIR!, `${name}.jupyterlab-settings`);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, JSON.stringify(values));
  }
  const options = [
    ...["-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0"],
    ...[`--ServerApp.root_dir=${root}`, "--ServerApp.answer_yes=True", "--ServerApp.log_level=ERROR"],
  ];
  const server = spawn(venvPython!, options, { env: environment, stdio: ["ignore", "inherit", "inherit"] });
  const { url, token } = await runtimeFile(environment.JUPYTER_RUNTIME_DIR!, server);
  return {
    root,
    url,
    token,
    setTheme: async (theme) => {
      const reply = await fetch(`${url}lab/api/settings/@jupyterlab/apputils-extension:themes`, {
        method: "PUT",
        headers: { Authorization: `token ${token}` },
        body: JSON.stringify({
          raw: JSON.stringify({ theme: theme === "dark" ? "JupyterLab Dark" : "JupyterLab Light" }),
        }),
      });
      if (!reply.ok) throw new Error(`the theme was refused: ${reply.status} ${await reply.text()}`);
    },
    stop: () =>
      new Promise((done) => {
        server.once("exit", () => done());
        server.kill("SIGTERM");
      }),
  };
};
