#!/usr/bin/env node
// The `taipan` command.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { install, type Target } from "./install.ts";

const USAGE = `Usage: taipan COMMAND

  install [--user | --prefix DIR | --sys-prefix]
           makes the kernel known to Jupyter: for this user (default), below a
           folder (DIR/share/jupyter), or for the Python that is active
  doctor   says what was found on this machine and what is missing
  cache    ls | prune | clear | export | import: compiled code, winners, trials
  --version, --help
`;

/** Nearest folder upwards that holds package.json: the same for a clone's dist/ and an installed package. */
function packageRoot(folder: string = import.meta.dirname): string {
  return existsSync(path.join(folder, "package.json")) ? folder : packageRoot(path.dirname(folder));
}

class UsageError extends Error {}

function target(args: readonly string[]): Target {
  const options = { user: { type: "boolean" }, prefix: { type: "string" }, "sys-prefix": { type: "boolean" } } as const;
  let values: { user?: boolean; prefix?: string; "sys-prefix"?: boolean };
  try {
    values = parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  if (Object.keys(values).length > 1) throw new UsageError("--user, --prefix and --sys-prefix exclude each other");
  if (values.prefix !== undefined) return { kind: "prefix", folder: values.prefix };
  return { kind: values["sys-prefix"] ? "sys-prefix" : "user" };
}

function installCommand(args: readonly string[]): number {
  const root = packageRoot();
  const folder = install(root, target(args));
  process.stdout.write(`Installed the kernelspec "taipan" (TypeScript (Taipan)) in ${folder}\n`);
  if (root.split(path.sep).includes("_npx")) {
    process.stdout.write(
      `It runs from npx's cache (${root}), which npm may empty: npm install -g taipan && taipan install makes it stay.\n`,
    );
  }
  return 0;
}

async function main([command, ...rest]: readonly string[]): Promise<number> {
  switch (command) {
    case "install":
      return installCommand(rest);
    case "doctor":
      return (await import("../specializers/toolchain/doctor.ts")).doctorCommand(rest);
    case "cache":
      return (await import("../specializers/cache/command.ts")).cacheCommand(rest);
    case "--version":
    case "-v":
      process.stdout.write(`${JSON.parse(readFileSync(path.join(packageRoot(), "package.json"), "utf8")).version}\n`);
      return 0;
    case "--help":
    case "-h":
    case "help":
      process.stdout.write(USAGE);
      return 0;
    default:
      throw new UsageError(command === undefined ? "a command is needed" : `unknown command "${command}"`);
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const { message } = error as Error;
  process.stderr.write(error instanceof UsageError ? `taipan: ${message}\n\n${USAGE}` : `taipan: ${message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
