// `npm start`: JupyterLab on notebooks/ with this clone's kernel, or, with `NOTEBOOK --execute`, one notebook without
// a browser. Ctrl-C ends all of it.
import { spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { findJupyter, type Jupyter } from "./jupyter.ts";

const root = resolve(import.meta.dirname, "..", "..");
const usage = "usage: npm start [-- NOTEBOOK [--execute]]";

/** Runs a program to its end, handing it our signals; resolves to an exit code. */
const run = (
  { python, environment }: Jupyter,
  args: readonly string[],
  onError?: (text: string) => void,
): Promise<number> =>
  new Promise((done, failed) => {
    const child = spawn(python, args, {
      cwd: root,
      env: environment,
      stdio: ["ignore", "inherit", onError ? "pipe" : "inherit"],
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      process.stderr.write(text);
      onError?.(text);
    });
    // A Ctrl-C in a terminal reaches the child as well; a signal to this process alone has to be handed on.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill("SIGTERM"));
    child.on("error", failed);
    child.on("exit", (code, signal) => done(code ?? (signal ? 128 : 1)));
  });

const hasDisplay = (): boolean =>
  process.platform !== "linux" || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/** JupyterLab writes its addresses into its log, among much else: say the first once more, plainly. */
const announce = (): ((text: string) => void) => {
  let log = "";
  let said = false;
  return (text) => {
    if (said) return;
    log += text;
    const address = /https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\]):\d+\/\S*(?=\s)/.exec(log)?.[0];
    if (!address) return;
    said = true;
    log = "";
    console.log(`\nTaipan: JupyterLab is at ${address}\nTaipan: press Ctrl-C here to end it.\n`);
  };
};

const startLab = (jupyter: Jupyter, notebook: string | undefined): Promise<number> => {
  const folder = notebook ? dirname(notebook) : join(root, "notebooks");
  const options = [
    ...["-m", "jupyterlab", `--ServerApp.root_dir=${folder}`],
    // Without this Ctrl-C asks a question that nobody can answer.
    "--ServerApp.answer_yes=True",
    ...(hasDisplay() ? [] : ["--no-browser"]),
    ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
    ...(notebook ? [notebook] : []),
  ];
  return run(jupyter, options, announce());
};

const main = async (args: readonly string[]): Promise<number> => {
  const names = args.filter((arg) => !arg.startsWith("-"));
  const unknown = args.find((arg) => arg.startsWith("-") && arg !== "--execute");
  const execute = args.includes("--execute");
  if (unknown || names.length > 1 || (execute && names.length === 0)) {
    console.error(usage);
    return 2;
  }
  // npm runs its scripts in the package's folder; the user's own folder is where a relative name was meant.
  const notebook = names[0] && resolve(process.env.INIT_CWD ?? process.cwd(), names[0]);
  if (notebook && !(existsSync(notebook) && statSync(notebook).isFile())) {
    console.error(`taipan: there is no notebook ${notebook}`);
    return 2;
  }
  const jupyter = findJupyter(root);
  if (!execute) return startLab(jupyter, notebook);
  return run(jupyter, [join(root, "kernelspec", "execute.py"), notebook!]);
};

// Whoever read our words may have gone; JupyterLab goes on until it is told to end.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`taipan: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
