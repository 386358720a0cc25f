// The Jupyter that `npm start` uses: the user's own when `jupyter-lab` is on PATH, else the one in .venv. The kernelspec
// lies in the clone (dist/jupyter) and is shown to Jupyter by JUPYTER_PATH, so nothing of the user's is changed.
import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";

export interface Jupyter {
  /** A Python that has jupyterlab, nbclient and nbconvert. */
  readonly python: string;
  readonly environment: NodeJS.ProcessEnv;
}

const onPath = (name: string): string | undefined =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
      } catch {
        return false;
      }
    });

/** The interpreter that a Python script starts with; undefined when the file is no such script. */
export const interpreterOf = (script: string): string | undefined => {
  const lines = readFileSync(script, "latin1").slice(0, 1000).split("\n");
  const direct = /^#!\s*(\S*python\S*)\s*$/.exec(lines[0] ?? "")?.[1];
  // pip writes this form where the path is too long for the system, or has spaces.
  const wrapped = /^#!\/bin\/sh$/.test(lines[0] ?? "")
    ? /^'''exec' "?(.+?python[^" ]*)"? "\$0"/.exec(lines[1] ?? "")?.[1]
    : undefined;
  const found = direct ?? wrapped;
  return found !== undefined && existsSync(found) ? found : undefined;
};

const installed = (root: string): string => {
  const script = onPath("jupyter-lab");
  const python = script && interpreterOf(realpathSync(script));
  if (python) return python;
  const own = join(root, ".venv", "bin", "python");
  if (existsSync(own)) return own;
  throw new Error("JupyterLab is neither on PATH nor in .venv: start it by `npm start`, which installs it.");
};

/** Finds Jupyter and puts this clone's kernelspec where it looks first. */
export const findJupyter = (root: string): Jupyter => {
  const python = installed(root);
  const prefix = join(root, "dist", "jupyter");
  execFileSync(process.execPath, [join(root, "dist", "kernelspec", "cli.js"), "install", "--prefix", prefix], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const paths = [join(prefix, "share", "jupyter"), process.env.JUPYTER_PATH].filter(Boolean);
  return { python, environment: { ...process.env, JUPYTER_PATH: paths.join(delimiter) } };
};
