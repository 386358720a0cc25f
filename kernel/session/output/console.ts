// The console of the cells: Node's own, with a short way for what is printed most, a single string. On Node 20 its own
// way to such a line takes several times as long as everything else up to the write.
import { Console } from "node:console";
import type { Writable } from "node:stream";

const TO_STDOUT = ["log", "info", "debug"] as const;
const TO_STDERR = ["error", "warn"] as const;

export function createConsole(stdout: Writable, stderr: Writable): Console {
  const console = new Console({ stdout, stderr, ignoreErrors: false });
  let groups = 0; // inside of one each line is indented

  const shorten = (name: (typeof TO_STDOUT | typeof TO_STDERR)[number], stream: Writable): void => {
    const whole = console[name];
    const { [name]: short } = {
      [name](...values: unknown[]): void {
        const [text] = values;
        if (groups === 0 && values.length === 1 && typeof text === "string") stream.write(`${text}\n`);
        else whole(...values);
      },
    };
    console[name] = short!;
  };
  for (const name of TO_STDOUT) shorten(name, stdout);
  for (const name of TO_STDERR) shorten(name, stderr);

  const { group, groupEnd } = console;
  const begin = (...label: unknown[]): void => {
    group(...label);
    groups++;
  };
  console.group = begin;
  console.groupCollapsed = begin;
  console.groupEnd = () => {
    groupEnd();
    groups = Math.max(groups - 1, 0);
  };
  return console;
}
