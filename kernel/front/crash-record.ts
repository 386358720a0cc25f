// The front's side of the record that outlives a session: a file without a name, which the session keeps up to date by
// writing to its memory, and which is read when the session has died.
import { closeSync, constants, fstatSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { RECORD } from "../session/protocol.ts";

/** What a session did when it died. */
export interface LastWords {
  /** The number of the cell whose code ran; 0: none did. */
  readonly cell: number;
  /** The specialized function whose native code ran. */
  readonly native: string | undefined;
}

export interface CrashRecord {
  /** To be handed to the session. */
  readonly descriptor: number;
  read(): LastWords;
  close(): void;
}

/** @param serial tells the files of one front from each other. @throws Error where no file can be made */
export function createCrashRecord(serial: string): CrashRecord {
  const file = path.join(tmpdir(), `taipan-record-${process.pid}-${serial}`);
  const descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
  unlinkSync(file);
  writeSync(descriptor, Buffer.alloc(RECORD.names), 0, RECORD.names, 0);
  return {
    descriptor,
    read() {
      const bytes = Buffer.alloc(fstatSync(descriptor).size);
      readSync(descriptor, bytes, 0, bytes.length, 0);
      const [synchronous, asynchronous, cell] = new Int32Array(bytes.buffer, bytes.byteOffset, 3);
      const names = bytes.toString("utf8", RECORD.names).split("\n");
      const number = synchronous || asynchronous;
      return { cell: cell ?? 0, native: number ? names[number - 1] : undefined };
    },
    close: () => closeSync(descriptor),
  };
}
