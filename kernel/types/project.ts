// The notebook's project as TypeScript sees it: options, and the files that are there without the user.
import { createRequire } from "node:module";
import path from "node:path";
import { packageRoot } from "../front/package-info.ts";

const require = createRequire(import.meta.url);
const nodeTypes = path.dirname(path.dirname(require.resolve("@types/node/package.json")));

/** A tsconfig.json. */
export const projectText = (files: readonly string[]): string =>
  JSON.stringify({
    compilerOptions: {
      target: "esnext",
      module: "esnext",
      moduleResolution: "bundler",
      customConditions: ["node"],
      moduleDetection: "force",
      strict: true,
      // An implicit any is fine, and is not reported. The option has to be on all the same: without it `[]` is an array of
      // nothing, and `null` can be nothing else.
      noImplicitAny: true,
      useUnknownInCatchVariables: false,
      noEmit: true,
      skipLibCheck: true,
      resolveJsonModule: true,
      allowImportingTsExtensions: true,
      lib: ["esnext"],
      types: ["node"],
      typeRoots: [nodeTypes],
      paths: { taipan: [path.join(packageRoot, "dist", "specializers", "index.d.ts")] },
    },
    files,
  });
