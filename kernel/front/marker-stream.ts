// Cuts the session's markers out of one of its byte streams, whatever the chunks.
import { markerText } from "../session/protocol.ts";

/** Bytes of output, or the number of a marker. */
export type Segment = Buffer | number;

export interface MarkerStream {
  /** Segments of a further chunk, which they are parts of; a marker cut in two is kept until its other half comes. */
  write(chunk: Buffer): Segment[];
  /** What is left at the stream's end. */
  end(): Segment[];
}

const BEL = "\u0007";
const NUMBER_LENGTH = 16; // digits and the closing BEL

export function createMarkerStream(token: string): MarkerStream {
  const prefix = Buffer.from(markerText(token, 0).slice(0, -2));
  let rest: Buffer | undefined;

  /** Length of the longest end of `chunk` that could be the start of a marker. */
  const partialPrefix = (chunk: Buffer): number => {
    for (let length = Math.min(prefix.length - 1, chunk.length); length > 0; length--) {
      if (chunk.subarray(chunk.length - length).equals(prefix.subarray(0, length))) return length;
    }
    return 0;
  };

  return {
    write(chunk) {
      let bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
      rest = undefined;
      const segments: Segment[] = [];
      const add = (end: number): void => {
        if (end > 0) segments.push(bytes.subarray(0, end));
      };
      let search = 0;
      for (;;) {
        const at = bytes.indexOf(prefix, search);
        if (at < 0) {
          const kept = partialPrefix(bytes);
          add(bytes.length - kept);
          if (kept > 0) rest = Buffer.from(bytes.subarray(bytes.length - kept));
          return segments;
        }
        const after = bytes.subarray(at + prefix.length, at + prefix.length + NUMBER_LENGTH).toString("latin1");
        const number = after.includes(BEL) ? /^\d+$/.exec(after.slice(0, after.indexOf(BEL)))?.[0] : undefined;
        if (number !== undefined) {
          add(at);
          segments.push(Number(number));
          bytes = bytes.subarray(at + prefix.length + number.length + 1);
          search = 0;
        } else if (/^\d*$/.test(after) && after.length < NUMBER_LENGTH) {
          add(at);
          rest = Buffer.from(bytes.subarray(at));
          return segments;
        } else {
          search = at + prefix.length; // looks like a marker but is text
        }
      }
    },
    end() {
      const left = rest;
      rest = undefined;
      return left === undefined ? [] : [left];
    },
  };
}
