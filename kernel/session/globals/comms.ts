// `comms`: channels between cells and the front end, as widgets and extensions use them. What is behind it is in
// session/comms.ts.

export interface Comms {
  /**
   * Takes the comms that a front end opens to `name`; a target of the same name is replaced. Where the listener throws,
   * the comm is closed again; the front end's comms to names that nobody has registered are closed at once.
   */
  registerTarget<Data = unknown>(name: string, listener: (comm: Comm, message: CommMessage<Data>) => unknown): void;
  /** Comms of that target that are open stay open. */
  unregisterTarget(name: string): void;
  /**
   * Opens a comm to a target of the front end. What it has no target for it closes again, or ignores.
   *
   * @param data anything that JSON can hold
   */
  open(target: string, data?: unknown, options?: CommOptions): Comm;
}

/** This end of a comm. Its listeners' outputs belong to the message that they are called for. */
export interface Comm {
  readonly id: string;
  readonly target: string;
  /** True once either end has closed it, and nothing can be sent. */
  readonly closed: boolean;
  /**
   * @param data anything that JSON can hold; bytes go into `options.buffers`
   * @throws Error when the comm is closed, TypeError for what JSON can't hold
   */
  send(data: unknown, options?: CommOptions): void;
  /** Closes both ends. On a comm that is closed it does nothing. */
  close(data?: unknown, options?: CommOptions): void;
  /** Calls back for each message of the other end. @returns a function that stops it */
  onMessage<Data = unknown>(listener: (message: CommMessage<Data>) => unknown): () => void;
  /** Calls back when the other end has closed the comm. @returns a function that stops it */
  onClose<Data = unknown>(listener: (message: CommMessage<Data>) => unknown): () => void;
}

export interface CommOptions {
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Bytes that travel beside the data as they are. */
  readonly buffers?: readonly (ArrayBuffer | SharedArrayBuffer | ArrayBufferView)[];
}

export interface CommMessage<Data = unknown> {
  readonly data: Data;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Each in an ArrayBuffer of its own. */
  readonly buffers: readonly Uint8Array[];
}
