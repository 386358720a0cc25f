// What surrounds the compiler: a notebook session, or plain Node. It is handed in, so that nothing here knows Jupyter.

export type MimeBundle = Readonly<Record<string, unknown>>;

/** An output in a cell that can be drawn again. */
export interface Output {
  update(bundle: MimeBundle): void;
}

/** Where the host keeps what runs, for whoever has to explain a crash of this process. */
export interface CallRecord {
  /** A file whose first two 32-bit words are the numbers of the native function that runs on this thread, and of the one
   *  that was started last on another; 0: none. */
  readonly descriptor: number;
  /** The number that stands for a function from now on. */
  number(name: string): number;
}

export interface Host {
  /** Shows a bundle in the running cell (plain Node: nothing, or text on stderr). */
  display(bundle: MimeBundle): Output;
  /** Set to 1 by an interrupt; generated code polls it. Backed by shared memory. */
  readonly cancel: Int32Array;
  /** Undefined where nobody would read it. */
  readonly record: CallRecord | undefined;
  /** The error that an interrupted call throws. */
  interrupted(): Error;
  /** Calls back when the session waits for the next cell, and when a cell starts (synchronously, before it runs). */
  onIdle(listener: () => void): void;
  onBusy(listener: () => void): void;
  /** Calls back when a cell's code has ended and its reply has not gone out: what is drawn now is part of the cell. */
  onEnding(listener: () => void): void;
  /** Calls back when the user has interrupted whatever was going on. */
  onInterrupt(listener: () => void): void;
  /** True while no cell runs. */
  readonly idle: boolean;
}
