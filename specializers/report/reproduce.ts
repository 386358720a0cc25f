// Everything another reader needs to get the same figures: machine, compiler, flags, environment, seed, command.
import { homedir } from "node:os";
import { sep } from "node:path";
import type { ReportModel } from "./model.ts";
import { bytes, count, seconds } from "./units.ts";

export interface Fact {
  readonly label: string;
  readonly text: string;
  /** To be copied: flags, variables, a command. */
  readonly code: boolean;
}

export function reproduce(model: ReportModel): readonly Fact[] {
  const { machine, compiled, best } = model;
  const facts: Fact[] = [];
  const say = (label: string, text: string, code = false): void => void facts.push({ label, text, code });
  say("CPU", `${machine.cpu}, ${count(machine.cores, "core")}, ${bytes(machine.memoryBytes)}`);
  say("Node", machine.node);
  say("compilers", machine.compilers.join("; ") || "none found");
  if (compiled) {
    say("compiled by", `${compiled.compiler} in ${seconds(compiled.seconds)}`);
    say("flags", compiled.flags.join(" "), true);
  }
  const environment = Object.entries(model.environment ?? {});
  if (environment.length > 0)
    say("environment", environment.map(([name, value]) => `${name}=${value}`).join(" "), true);
  say("seed", String(model.seed), true);
  if (best?.artifact) say("artifact", forOthers(best.artifact), true);
  say("again", tuneCommand(model), true);
  return facts;
}

/** A path as another reader can use it; a saved notebook should not tell a user's folders. */
function forOthers(path: string): string {
  for (const [folder, name] of [
    [process.env.XDG_CACHE_HOME, "$XDG_CACHE_HOME"],
    [homedir(), "~"],
  ] as const)
    if (folder && path.startsWith(folder + sep)) return name + path.slice(folder.length);
  return path;
}

/** The call that tunes the same arrays once more, with the names the function gives them. */
export function tuneCommand(model: ReportModel): string {
  const names = model.signature.split(", ").map((part) => part.split(" ")[0]);
  const budget = Math.round(model.calls.tuningSeconds);
  const given = [
    ...(model.tunesWithoutArguments ? [] : [`[${names.join(", ")}]`]),
    ...(budget > 0 ? [`{ seconds: ${budget} }`] : []),
  ];
  return `await ${model.callee ?? model.kernel}.tune(${given.join(", ")})`;
}
