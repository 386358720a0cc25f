// The artifact cache: compiled libraries, winners, raw trials.
export { type Artifact, findArtifact, publishArtifact, readArtifact } from "./artifacts.ts";
export { type Cache, cacheRoot, openCache, privateFolder, sweepTemporaryFolders, temporaryFolder } from "./folder.ts";
export { clear, listEntries, prune } from "./inventory.ts";
export { ABI, artifactKey, digest } from "./key.ts";
export {
  appendTrial,
  listWinners,
  readFacts,
  readTrials,
  readWinner,
  type TrialRecord,
  type Winner,
  writeFacts,
  writeWinner,
} from "./records.ts";
export { exportRecords, importRecords } from "./transfer.ts";
