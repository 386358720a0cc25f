// What the handlers of requests see of the kernel.

import type { Told } from "../magics/told.ts";
import type { RecordedCell, TypeService } from "../types/service.ts";
import type { RequestChannel } from "../wire/channels.ts";
import type { Content, Header, Message } from "../wire/message.ts";
import type { CellReader } from "./cell-reader.ts";
import type { Comms } from "./comms.ts";
import type { Executions } from "./executions.ts";
import type { History } from "./history.ts";
import type { SessionHost } from "./session-host.ts";
import type { Stdin } from "./stdin.ts";

export interface Kernel {
  readonly session: SessionHost;
  readonly executions: Executions;
  readonly comms: Comms;
  readonly stdin: Stdin;
  readonly services: Services;
  status(state: "busy" | "idle", parent: Header): void;
  publish(type: string, content: Content, parent: Header): void;
  reply(channel: RequestChannel, request: Message, type: string, content: Content): void;
  /** Ends the kernel after the replies that have been sent. */
  shutdown(): void;
}

/** What is loaded when it is first needed. */
export interface Services {
  history(): Promise<History>;
  types(): Promise<TypeService>;
  /** Reads cells as the session does. */
  reader(): Promise<CellReader>;
  /** Told of each cell that starts, in order. */
  record(cell: string): RecordedCell;
  /** The session has died, and with it all that cells defined. */
  lost(): void;
  /** What the session tells of itself. */
  told(told: Told): void;
  end(): Promise<void>;
}

/** Answers one type of request. */
export type Handler =
  | {
      /** The front publishes busy and idle around it, and sends what it returns (or its error) as the reply. */
      readonly kind: "reply";
      readonly type: string;
      handle(kernel: Kernel, request: Message): Content | Promise<Content>;
      /** Runs once the reply has been sent. */
      after?(kernel: Kernel, request: Message): void;
    }
  | {
      /** Publishes and replies by itself, when the time has come. */
      readonly kind: "own";
      handle(kernel: Kernel, request: Message, channel: RequestChannel): void;
    };
