// %npm: packages beside the notebook.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { checkExit, commandOutput } from "./command-line.ts";
import type { Magic } from "./magic.ts";
import { MagicError } from "./magic-error.ts";
import { placeOf } from "./place.ts";

const INSTALLS = /^(?:i|in|ins|inst|insta|instal|install|add|ci|clean-install|update|up|upgrade)$/;
/** What changes no package. */
const READS =
  /^(?:ls|list|la|ll|view|info|show|outdated|search|help|config|root|prefix|run|run-script|test|t|init|create|exec|x|audit|explain|why|fund|doctor|ping|whoami|version|-v|--version|pkg)$/;

export const npm: Magic = {
  name: "npm",
  cell: false,
  line: true,
  usage: "install|ci|uninstall|update|ls|run|view|init … [-D] [--save-exact]",
  summary: "runs npm in the notebook's folder; what it installs can be imported at once",
  async run({ call, commands, folder, print }) {
    const words = splitWords(call.argumentText);
    const [command = ""] = words;
    if (command === "") throw new MagicError("%npm needs a command, as in %npm install mathjs", placeOf(call));
    const home = installFolder(folder);
    if (!READS.test(command) && ownPackage(home)) {
      const message = `%npm ${command} would change Taipan's own package, ${home}; run %npm init -y first, so that the notebook's folder has a package of its own`;
      throw new MagicError(message, placeOf(call));
    }
    const before = INSTALLS.test(command) ? versions(home) : undefined;
    const result = await commands.run({
      file: "npm",
      args: [...words, ...(INSTALLS.test(command) ? ["--no-fund", "--no-audit"] : [])],
      cwd: folder,
      capture: call.assigned,
    });
    if (call.assigned) return commandOutput(result);
    checkExit(result, call, `npm ${command}`);
    if (before !== undefined) {
      const after = versions(home);
      const changed = [...before].filter(([name, version]) => after.has(name) && after.get(name) !== version);
      for (const [name, version] of changed) {
        print(`${name}: ${version} is now ${after.get(name)}; restart the kernel if it was imported before\n`);
      }
    }
    return undefined;
  },
};

/** Where npm puts packages: the nearest folder above with a package.json or node_modules, else the folder itself. */
function installFolder(folder: string): string {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, "package.json")) || existsSync(path.join(at, "node_modules"))) return at;
    if (path.dirname(at) === at) return folder;
  }
}

const root = new URL("../../../", import.meta.url);
const ownPackage = (folder: string): boolean => path.relative(new URL(root).pathname, folder) === "";

/** Versions of the packages that a folder's package.json names. */
function versions(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const read = (file: string): Record<string, unknown> => {
    try {
      return JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    } catch {
      return {}; // not there yet
    }
  };
  const { dependencies, devDependencies } = read(path.join(folder, "package.json"));
  for (const name of Object.keys({ ...(dependencies as object), ...(devDependencies as object) })) {
    const { version } = read(path.join(folder, "node_modules", name, "package.json"));
    if (typeof version === "string") found.set(name, version);
  }
  return found;
}

/** Words as a shell splits them; quotes keep blanks. */
function splitWords(text: string): readonly string[] {
  return [...text.replace(/\\\r?\n/g, " ").matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, "$1$2"),
  );
}
