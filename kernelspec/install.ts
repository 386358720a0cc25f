// `taipan install`: puts the kernelspec where Jupyter looks, as `jupyter kernelspec install` does.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { kernelSpec } from "./kernel-json.ts";

export type Target =
  | { readonly kind: "user" }
  | { readonly kind: "prefix"; readonly folder: string }
  | { readonly kind: "sys-prefix" };

const LOGOS = ["logo-svg.svg", "logo-64x64.png", "logo-32x32.png"];

/** The folder that holds `kernels`. @throws Error with a hint if no Python is found for "sys-prefix". */
export function jupyterData(target: Target, env: NodeJS.ProcessEnv = process.env): string {
  switch (target.kind) {
    case "prefix":
      return path.join(path.resolve(target.folder), "share", "jupyter");
    case "sys-prefix":
      return path.join(sysPrefix(env), "share", "jupyter");
    case "user":
      if (env.JUPYTER_DATA_DIR) return path.resolve(env.JUPYTER_DATA_DIR);
      if (process.platform === "darwin") return path.join(home(env), "Library", "Jupyter");
      return path.join(env.XDG_DATA_HOME || path.join(home(env), ".local", "share"), "jupyter");
  }
}

const home = (env: NodeJS.ProcessEnv): string => env.HOME || homedir();

function sysPrefix(env: NodeJS.ProcessEnv): string {
  const active = env.VIRTUAL_ENV || env.CONDA_PREFIX;
  if (active) return path.resolve(active);
  for (const python of ["python3", "python"]) {
    try {
      const script = "import sys; print(sys.prefix)";
      return execFileSync(python, ["-c", script], {
        env,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }).trim();
    } catch {
      // try the next name
    }
  }
  throw new Error("--sys-prefix needs the Python that Jupyter runs on: activate its environment, or use --prefix DIR");
}

/** Writes the kernelspec `taipan` and gives its folder. Each file appears whole, so that others may install at once. */
export function install(packageRoot: string, target: Target, env: NodeJS.ProcessEnv = process.env): string {
  const folder = path.join(jupyterData(target, env), "kernels", "taipan");
  mkdirSync(folder, { recursive: true });
  const files: readonly (readonly [string, string | Buffer])[] = [
    ...LOGOS.map((name) => [name, readFileSync(path.join(packageRoot, "kernelspec", "assets", name))] as const),
    ["kernel.json", `${JSON.stringify(kernelSpec(packageRoot, process.execPath), undefined, 2)}\n`],
  ];
  for (const [name, content] of files) {
    const temporary = path.join(folder, `.${name}.${process.pid}`);
    try {
      writeFileSync(temporary, content);
      renameSync(temporary, path.join(folder, name));
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  }
  return folder;
}
