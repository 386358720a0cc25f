// The versions of Node that Taipan is tested on, each from npm's package of its binary, in the clone's own `.node`.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "./root.ts";

/** Pinned, so that a run today and one next year test the same. */
const VERSIONS: readonly string[] = ["20.20.2", "22.23.3", "24.21.0"];

export interface NodeVersion {
  /** "Node 22". */
  readonly label: string;
  readonly program: string;
}

const majorOf = (version: string): string => version.split(".")[0]!;

/** The versions that are not the one that runs this, by major number. */
export const otherNodes = (running: string = process.versions.node): readonly string[] =>
  VERSIONS.filter((version) => majorOf(version) !== majorOf(running));

/**
 * What depends on Node's version: evaluating, loading, interrupting, processes, native addons. Code generation and its
 * mathematics is the same text on each.
 */
const DEPENDENT = /^(kernel|kernelspec|conformance|specializers\/(runtime|tuner))\/|^(start|package|prepare)\.test$/;

/**
 * Among these, what is the same on each: text for TypeScript's own program that finds the mistakes, the tuner's choices,
 * and what JupyterLab's client makes of messages (that they come is tested by the other clients).
 */
const SAME_ON_EACH =
  /^(kernel\/types\/(right-cells|mistakes|place)|specializers\/tuner\/(history|race|replay|strategy)|conformance\/services)\./;

export const dependsOnNode = (name: string): boolean => DEPENDENT.test(name) && !SAME_ON_EACH.test(name);

/** Installs a version unless it is there. @throws Error saying what npm said */
export function nodeVersion(version: string): NodeVersion {
  const label = `Node ${majorOf(version)}`;
  const binary = `node-${process.platform}-${process.arch}`;
  const folder = join(packageRoot, ".node", version);
  const program = join(folder, "node_modules", binary, "bin", "node");
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
    const args = ["install", "--no-audit", "--no-fund", "--loglevel=error", `${binary}@${version}`];
    const { status, error, stderr } = spawnSync("npm", args, { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(`${label} can't be installed: ${error?.message ?? stderr.trim()}`);
  }
  return { label, program };
}

/** Programs that start `node` by its name get the version as well. */
export const pathWith = ({ program }: NodeVersion): string => `${dirname(program)}:${process.env.PATH ?? ""}`;
