// The compiler, loaded when a cell first needs it. There is one instance, whoever imports it first: a cell, a helper
// file, or the session itself.
import type { Host } from "../../specializers/index.ts";
import type { Loader } from "./modules/loader.ts";

export type Compiler = Pick<typeof import("../../specializers/index.ts"), "markCell" | "setHost" | "specializerNames">;

export interface LazyCompiler {
  /** Calls one of the two; at once if the compiler is there. */
  load(then: (compiler: Compiler) => void, failed: (error: unknown) => void): void;
  /** The specializers there are, if that has changed since the last call. */
  newSpecializers(): readonly string[] | undefined;
}

/** Global function that a module calls when it is the compiler and has been loaded. */
export const ANNOUNCE = "__taipanLoaded";

export interface CompilerPorts {
  /** The compiler's address. */
  readonly url: string;
  readonly host: Host;
  readonly loader: Pick<Loader, "loading">;
  /** A termination while the compiler is loaded would leave it half made. */
  readonly protect: () => () => void;
}

export function createCompiler({ url, host, loader, protect }: CompilerPorts): LazyCompiler {
  let compiler: Compiler | undefined;
  const adopt = (loaded: Compiler): void => {
    if (compiler !== undefined) return;
    compiler = loaded;
    loaded.setHost(host);
  };
  Object.defineProperty(globalThis, ANNOUNCE, { value: adopt });
  let told = "";
  return {
    newSpecializers() {
      const names = compiler?.specializerNames() ?? [];
      if (names.join() === told) return undefined;
      told = names.join();
      return names;
    },
    load(then, failed) {
      if (compiler !== undefined) {
        then(compiler);
        return;
      }
      const release = protect();
      // By its address: before a cell has imported anything, the loader's hooks are not there, and it loads twice as fast.
      const loading = import(url) as Promise<Compiler>;
      loader.loading(loading);
      loading.then(
        (loaded) => {
          release();
          adopt(loaded);
          then(loaded);
        },
        (error: unknown) => {
          release();
          failed(error);
        },
      );
    },
  };
}
