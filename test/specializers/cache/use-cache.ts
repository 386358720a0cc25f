// Uses a cache folder as a session does, and prints what came of it: run by tests in surroundings of their making.
import {
  appendTrial,
  findArtifact,
  openCache,
  publishArtifact,
  readTrials,
  readWinner,
  writeWinner,
} from "../../../specializers/cache/index.ts";

const [root, library, label] = process.argv.slice(2);
if (root === undefined || library === undefined || label === undefined) throw new Error("root, library, label");
const key = label.padEnd(40, "0");
const cache = openCache(root);
const before = findArtifact(cache, key);
const artifact = publishArtifact(cache, {
  key,
  source: "int x;",
  library,
  compiler: "gcc",
  flags: [],
  cpu: "",
  seconds: 1,
  log: "",
});
const shared = { format: 1, kernel: "k", signature: "s", machine: "m", written: "" } as const;
writeWinner(cache, {
  ...shared,
  recordKey: label,
  name: "n",
  config: {},
  target: "openmp",
  seconds: 1,
  noise: 0,
  final: true,
  noisy: false,
});
appendTrial(cache, label, {
  ...shared,
  trial: { name: "n", config: {}, target: "openmp", status: "ok", samples: [], why: "", at: 0 },
});
process.stdout.write(
  JSON.stringify({
    lasting: cache.lasting,
    notes: cache.notes,
    hit: before !== undefined,
    inRoot: artifact.folder.startsWith(root),
    found: findArtifact(cache, key) !== undefined,
    winner: readWinner(cache, label)?.name,
    trials: readTrials(cache, label).length,
  }),
);
