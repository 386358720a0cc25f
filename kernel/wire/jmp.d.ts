// Types of the part of jmp that is used: framing. (The package has none.)
declare module "jmp" {
  export class Message {
    constructor(properties?: {
      idents?: Buffer[];
      header?: object;
      parent_header?: object;
      metadata?: object;
      content?: object;
      buffers?: Buffer[];
    });
    idents: Buffer[];
    header: unknown;
    parent_header: unknown;
    metadata: unknown;
    content: unknown;
    buffers: Buffer[];
    /** Frames; with an empty key the signature is empty. */
    _encode(scheme: string, key: string): (Buffer | string)[];
    /** Null (or a SyntaxError of JSON.parse) where the frames are no message. */
    static _decode(frames: readonly Buffer[], scheme: string, key: string): Message | null;
  }
}
