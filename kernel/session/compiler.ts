// The compiler, loaded when a cell first needs it. There is one instance, whoever imports it first: a cell, a helper
// file, or the session itself.
import type { Host } from "../../specializers/index.ts";
import type { Loader } from "./modules/loader.ts";

export type Compiler = Pick<typeof import("../../specializers/index.ts"), "markCell" | "setHost">;

export interface LazyCompiler {
  /** Calls one of the two; at once if the compiler is there. */
  load(then: (compiler: Compiler) => void, failed: (error: unknown) => void): void;
}

/** Global function that a module calls when it is the compiler and has been loaded. */
export const ANNOUNCE = "__taipanLoaded";
const PACKAGE: string = "taipan";

export interface CompilerPorts {
  readonly host: Host;
  readonly loader: Loader;
  /** A termination while the compiler is loaded would leave it half made. */
  readonly protect: () => () => void;
}

export function createCompiler({ host, loader, protect }: CompilerPorts): LazyCompiler {
  let compiler: Compiler | undefined;
  Object.defineProperty(globalThis, ANNOUNCE, {
    value(loaded: Compiler) {
      compiler = loaded;
      loaded.setHost(host);
    },
  });
  return {
    load(then, failed) {
      if (compiler !== undefined) {
        then(compiler);
        return;
      }
      const release = protect();
      loader.install();
      const loading = import(PACKAGE) as Promise<Compiler>;
      loader.loading(loading);
      loading.then(
        () => {
          release();
          if (compiler === undefined) failed(new Error("the compiler was loaded past the session's loader"));
          else then(compiler);
        },
        (error: unknown) => {
          release();
          failed(error);
        },
      );
    },
  };
}
