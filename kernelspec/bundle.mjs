// The kernel's processes as few files: Node takes a third of a millisecond to find and link each module, and a session
// has a hundred of them. The single modules stay beside the bundles, for the tests.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

/** What Node starts: the front, the session, and the session's two threads. */
const entries = ["main", "session/main", "session/interrupt/watchdog", "session/modules/hooks"];
const chunks = "bundled";

/** @param dist the folder of the compiled files */
export async function bundle(dist) {
  const kernel = join(dist, "kernel");
  rmSync(join(kernel, chunks), { recursive: true, force: true });
  await build({
    entryPoints: entries.map((entry) => join(kernel, `${entry}.js`)),
    outdir: kernel,
    outbase: kernel,
    allowOverwrite: true,
    bundle: true,
    // what is loaded later stays apart; a chunk lies as deep as the modules of a folder, whose relative paths it has
    splitting: true,
    chunkNames: `${chunks}/[name]-[hash]`,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    plugins: [{ name: "the compiler stays apart", setup: keepCompiler }],
    logLevel: "warning",
    sourcemap: false,
  });
}

/** Cells load the compiler as a module of its own: a second copy in here would be another one. */
const keepCompiler = ({ onResolve }) =>
  onResolve({ filter: /specializers\/index\.js$/ }, () => {
    throw new Error("the kernel imports values of the compiler: it has to load them by their URL");
  });
