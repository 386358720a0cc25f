// Removes the temporary folders of a session that is killed, and so can't do it itself.
import { readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** @param pid the session's, which the names of the compiler's folders bear */
export function removeTemporaryFolders(pid: number): void {
  try {
    for (const name of readdirSync(tmpdir())) {
      if (name.startsWith(`taipan-${pid}-`)) rmSync(path.join(tmpdir(), name), { recursive: true, force: true });
    }
  } catch {
    // The next kernel that compiles tries again.
  }
}
