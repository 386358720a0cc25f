// A Jupyter server of the tests' own: own folders, own token, a free port, this clone's kernel.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { installKernel, jupyterEnvironment, venvPython } from "./python.ts";

export interface JupyterServer {
  /** Where notebooks lie. */
  readonly root: string;
  readonly url: string;
  readonly token: string;
  stop(): Promise<void>;
}

const runtimeFile = async (folder: string, server: ChildProcess): Promise<{ url: string; token: string }> => {
  const file = join(folder, `jpserver-${server.pid}.json`);
  for (;;) {
    if (server.exitCode !== null) throw new Error(`Jupyter's server ended with ${server.exitCode}`);
    try {
      return JSON.parse(readFileSync(file, "utf8"));
    } catch {
      // Not written, or half written.
      await wait(50);
    }
  }
};

/**
 * @param module "jupyterlab" or "jupyter_server"
 * @param prepare called with the environment before the server starts
 */
export const startServer = async (
  folder: string,
  module: string,
  prepare: (environment: NodeJS.ProcessEnv) => void = () => {},
): Promise<JupyterServer> => {
  const environment = jupyterEnvironment(folder);
  installKernel(environment);
  const root = join(folder, "root");
  mkdirSync(root);
  prepare(environment);
  const options = [
    ...["-m", module, "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0"],
    ...[`--ServerApp.root_dir=${root}`, "--ServerApp.answer_yes=True", "--ServerApp.log_level=ERROR"],
  ];
  const server = spawn(venvPython!, options, { env: environment, stdio: ["ignore", "inherit", "inherit"] });
  const { url, token } = await runtimeFile(environment.JUPYTER_RUNTIME_DIR!, server);
  return {
    root,
    url,
    token,
    stop: () =>
      new Promise((done) => {
        server.once("exit", () => done());
        server.kill("SIGTERM");
      }),
  };
};
