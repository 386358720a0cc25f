// What to do about errors of the surroundings.

import { messageOf, read } from "./values.ts";

export function hintFor(error: Error): string | undefined {
  const code = read(error, "code");
  if (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND") {
    const name = /Cannot find (?:package|module) '([^']+)'/.exec(messageOf(error))?.[1];
    if (name === undefined || /^[./]/.test(name)) return undefined;
    const [scope = "", rest = ""] = name.split("/");
    const packageName = scope.startsWith("@") ? `${scope}/${rest}` : scope;
    return `run \`%npm install ${packageName}\`, then the cell again`;
  }
  return undefined;
}
