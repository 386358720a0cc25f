// The Python of the tests, in .venv, and a Jupyter whose every folder is temporary.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "./root.ts";

const path = join(packageRoot, ".venv", "bin", "python");

/** Python with Jupyter's clients, or undefined where `npm test` has not prepared it. */
export const venvPython: string | undefined = existsSync(path) ? path : undefined;
export const noPython = "there is no .venv with Jupyter's clients: run npm test";

/** The environment of a Jupyter program that sees and writes nothing of the user's: all of it is in `folder`. */
export const jupyterEnvironment = (folder: string): NodeJS.ProcessEnv => {
  const own = (name: string): string => {
    const path = join(folder, name);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  };
  const inherited = Object.entries(process.env).filter(([name]) => !/^(JUPYTER|JPY|npm_|VIRTUAL_ENV)/i.test(name));
  return {
    ...Object.fromEntries(inherited),
    HOME: own("home"),
    JUPYTER_DATA_DIR: own("data"),
    JUPYTER_CONFIG_DIR: own("config"),
    JUPYTER_RUNTIME_DIR: own("runtime"),
    JUPYTERLAB_SETTINGS_DIR: own("settings"),
    JUPYTERLAB_WORKSPACES_DIR: own("workspaces"),
    JUPYTER_PATH: join(own("prefix"), "share", "jupyter"),
    IPYTHONDIR: own("ipython"),
    XDG_CACHE_HOME: own("cache"),
    XDG_DATA_HOME: own("xdg-data"),
    PYTHONDONTWRITEBYTECODE: "1",
  };
};

/** Installs this clone's kernelspec where a Jupyter in `environment` finds it. */
export const installKernel = (environment: NodeJS.ProcessEnv): void => {
  const prefix = join(environment.JUPYTER_PATH!, "..", "..");
  const cli = join(packageRoot, "dist", "kernelspec", "cli.js");
  execFileSync(process.execPath, [cli, "install", "--prefix", prefix], { env: environment, stdio: "pipe" });
};
