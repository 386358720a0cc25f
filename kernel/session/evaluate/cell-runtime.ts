// The value that a rewritten cell gets as `__cell`: its slots, and the helpers that the rewriting calls.
import { createRequire, isBuiltin } from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import type { Mark } from "../../../specializers/index.ts";
import type { Slots } from "./slots.ts";

export interface CellRuntime {
  readonly shadow: Slots["shadow"];
  readonly constants: Slots["constants"];
  /** import.meta */
  readonly meta: object;
  /** Watches over a module that is being loaded; its text is at `offset` of the stripped cell. */
  load<T>(module: Promise<T>, offset: number, length: number): Promise<T>;
  /** An export, which has to exist. */
  pick(module: object, name: string, from: string, offset: number, length: number): unknown;
  named(f: object, name: string): object;
  wrap(name: string, value: unknown, captures: Readonly<Record<string, () => unknown>>): unknown;
  /** Runs one of the cell's line magics; `code` is what it takes. */
  magic(index: number, code?: () => unknown): unknown;
}

export interface CellRuntimePorts {
  readonly slots: Slots;
  readonly file: string;
  readonly marks: readonly Mark[];
  /** Counts a module that is being loaded, until it is there. */
  readonly loading: (module: Promise<unknown>) => void;
  /** Remembers where the module that `error` is about was asked for. */
  readonly failedImport: (error: unknown, offset: number, length: number) => void;
  readonly magic: CellRuntime["magic"];
}

export function createCellRuntime({ slots, file, marks, loading, failedImport, magic }: CellRuntimePorts): CellRuntime {
  return {
    shadow: slots.shadow,
    constants: slots.constants,
    get meta() {
      const url = pathToFileURL(file).href;
      const { resolve } = createRequire(file);
      return {
        url,
        filename: file,
        dirname: dirname(file),
        resolve(name: string) {
          if (/^\.{0,2}\//.test(name) || URL.canParse(name)) return new URL(name, url).href;
          return isBuiltin(name) ? `node:${name}` : pathToFileURL(resolve(name)).href;
        },
      };
    },
    load(module, offset, length) {
      loading(module);
      return module.catch((error: unknown) => {
        failedImport(error, offset, length);
        throw error;
      });
    },
    pick(module, name, from, offset, length) {
      if (name in module) return (module as Readonly<Record<string, unknown>>)[name];
      const error = new SyntaxError(`The requested module '${from}' does not provide an export named '${name}'`);
      failedImport(error, offset, length);
      throw error;
    },
    named: (f, name) => Object.defineProperty(f, "name", { value: name, configurable: true }),
    wrap: (name, value, captures) => marks.find((mark) => mark.name === name)?.wrap(value, captures) ?? value,
    magic,
  };
}
