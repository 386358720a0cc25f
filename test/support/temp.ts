// Temporary folders of a test process: gone when it ends, however it ends.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders = new Set<string>();

const removeAll = (): void => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  folders.clear();
};

/** Makes an empty folder that is removed, with what is in it, when this process exits. Short, for socket paths. */
export const temporaryFolder = (label = "test"): string => {
  if (folders.size === 0) {
    process.once("exit", removeAll);
    for (const [signal, number] of [
      ["SIGINT", 2],
      ["SIGTERM", 15],
    ] as const)
      process.once(signal, () => process.exit(128 + number));
  }
  const folder = mkdtempSync(join(tmpdir(), `taipan-${label}-`));
  folders.add(folder);
  return folder;
};

/** Removes a folder before the process ends. */
export const removeFolder = (folder: string): void => {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  folders.delete(folder);
};
