// Jupyter messages as plain data. jmp does the framing; what it lacks (dates, checks) is here and in signature.ts.
import { isUtf8 } from "node:buffer";
import { randomUUID } from "node:crypto";
import jmp from "jmp";
import { createVerifier, findDelimiter, sign } from "./signature.ts";

export const PROTOCOL_VERSION = "5.5";

export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

export type Content = Readonly<Record<string, unknown>>;

export interface Message {
  /** Routing frames (for iopub: the topic). */
  readonly identities: readonly Buffer[];
  readonly header: Header;
  /** Header of the request that caused this message; undefined where nothing did. */
  readonly parent: Header | undefined;
  readonly metadata: Content;
  readonly content: Content;
  readonly buffers: readonly Buffer[];
}

export type Frames = (Buffer | string)[];

export interface Codec {
  /** Checks and decodes. @throws Error saying why the frames are refused. */
  decode(frames: readonly Buffer[]): Message;
  encode(message: Message): Frames;
  /** A header of our own session. */
  header(type: string): Header;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function asHeader(value: unknown): Header {
  if (!isRecord(value)) throw new Error("the header is not an object");
  for (const field of ["msg_id", "msg_type"] as const) {
    if (typeof value[field] !== "string" || value[field] === "") throw new Error(`the header has no ${field}`);
  }
  return value as unknown as Header;
}

export function createCodec({ hash, key }: { readonly hash: string; readonly key: string }): Codec {
  const verify = createVerifier(hash, key);
  const session = randomUUID();
  let count = 0;
  return {
    decode(frames) {
      verify(frames);
      const first = findDelimiter(frames) + 2;
      // else a cell would run with other characters than were typed
      if (!frames.slice(first, first + 4).every((frame) => isUtf8(frame))) throw new Error("not UTF-8");
      const decoded = jmp.Message._decode(frames, hash, ""); // an empty key: the signature has been checked
      if (decoded === null) throw new Error("not a Jupyter message");
      if (!isRecord(decoded.content)) throw new Error("the content is not an object");
      return {
        identities: decoded.idents,
        header: asHeader(decoded.header),
        parent:
          isRecord(decoded.parent_header) && typeof decoded.parent_header.msg_id === "string"
            ? asHeader(decoded.parent_header)
            : undefined,
        metadata: isRecord(decoded.metadata) ? decoded.metadata : {},
        content: decoded.content,
        buffers: decoded.buffers,
      };
    },
    encode(message) {
      const frames = new jmp.Message({
        idents: message.identities as Buffer[],
        header: message.header,
        parent_header: message.parent ?? {},
        metadata: message.metadata,
        content: message.content,
        buffers: message.buffers as Buffer[],
      })._encode(hash, ""); // jmp would sign with `new Buffer`, for which Node walks the stack each time
      sign(frames, message.identities.length, hash, key);
      return frames;
    },
    header: (type) => ({
      msg_id: `${session}_${count++}`,
      msg_type: type,
      session,
      username: "taipan",
      date: new Date().toISOString(),
      version: PROTOCOL_VERSION,
    }),
  };
}
