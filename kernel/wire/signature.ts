// Signatures of the raw frames: made, and checked in constant time; each is accepted once.
import { createHmac, timingSafeEqual } from "node:crypto";

const DELIMITER = Buffer.from("<IDS|MSG>");
/** Signatures remembered at least; twice as many at most. */
const REMEMBERED = 32_768;

/** Index of the delimiter frame. @throws Error if the frames are not those of a message. */
export function findDelimiter(frames: readonly Buffer[]): number {
  const at = frames.findIndex((frame) => frame.equals(DELIMITER));
  if (at < 0) throw new Error("no <IDS|MSG> delimiter");
  if (frames.length < at + 6)
    throw new Error(`${frames.length - at - 1} frames after the delimiter, at least 5 needed`);
  return at;
}

const FIELDS = [2, 3, 4, 5]; // header, parent header, metadata, content: behind the delimiter and the signature

const signatureOf = (frames: readonly (Buffer | string)[], delimiter: number, hash: string, key: string): string => {
  const hmac = createHmac(hash, key);
  for (const field of FIELDS) hmac.update(frames[delimiter + field]!);
  return hmac.digest("hex");
};

/** Puts the signature into frames that have none yet. Without a key nothing is signed. */
export function sign(frames: (Buffer | string)[], delimiter: number, hash: string, key: string): void {
  if (key !== "") frames[delimiter + 1] = signatureOf(frames, delimiter, hash, key);
}

/** A check of frames that throws an Error saying why a message is refused. Without a key nothing is signed. */
export function createVerifier(hash: string, key: string): (frames: readonly Buffer[]) => void {
  // Two generations of seen signatures: when the young one is full the old one is forgotten.
  let young = new Set<string>();
  let old = new Set<string>();
  return (frames) => {
    const at = findDelimiter(frames);
    if (key === "") return;
    const wanted = signatureOf(frames, at, hash, key);
    const given = frames[at + 1]!;
    const expected = Buffer.from(wanted);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Error("wrong signature");
    if (young.has(wanted) || old.has(wanted)) throw new Error("replayed message");
    young.add(wanted);
    if (young.size >= REMEMBERED) {
      old = young;
      young = new Set();
    }
  };
}
