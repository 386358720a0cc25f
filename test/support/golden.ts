// Golden files: compared by default, written when TAIPAN_UPDATE is set.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import * as assert from "uvu/assert";

export function matchesGolden(file: string, text: string): void {
  const wanted = text.endsWith("\n") ? text : `${text}\n`;
  if (process.env.TAIPAN_UPDATE) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, wanted);
    return;
  }
  assert.ok(existsSync(file), `${file} is missing; TAIPAN_UPDATE=1 writes it`);
  assert.fixture(wanted, readFileSync(file, "utf8"), `${file} differs; TAIPAN_UPDATE=1 rewrites it`);
}
