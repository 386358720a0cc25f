// Asks the session what names a value has. It answers between cells alone: while one runs, nobody is asked.
import type { FromSession, ToSession } from "../session/protocol.ts";
import type { RuntimeNames } from "../session/runtime-names.ts";

export interface RuntimeNamesAsker {
  /** @param limit milliseconds after which the answer counts as unknown */
  ask(path: readonly string[], limit: number): Promise<RuntimeNames | undefined>;
  /** An interrupt is over. */
  settled(): void;
  answered(message: Extract<FromSession, { kind: "names" }>): void;
}

export function createRuntimeNames(ports: {
  send(message: ToSession): void;
  /** False while a cell runs. */
  isIdle(): boolean;
  /** False while an interrupt is under way. */
  canSend(): boolean;
}): RuntimeNamesAsker {
  const waiting = new Map<number, (names: RuntimeNames | undefined) => void>();
  let held: (() => void)[] = []; // questions that wait for the end of an interrupt
  let asked = 0;
  return {
    ask(path, limit) {
      if (!ports.isIdle()) return Promise.resolve(undefined);
      const id = ++asked;
      return new Promise((resolve) => {
        const finish = (names: RuntimeNames | undefined): void => {
          clearTimeout(timer);
          waiting.delete(id);
          resolve(names);
        };
        const timer = setTimeout(() => finish(undefined), limit);
        waiting.set(id, finish);
        const send = (): void => {
          if (ports.isIdle()) ports.send({ kind: "names", id, path });
          else finish(undefined);
        };
        if (ports.canSend()) send();
        else held.push(send);
      });
    },
    settled() {
      const questions = held;
      held = [];
      for (const send of questions) send();
    },
    answered: ({ id, names }) => waiting.get(id)?.(names),
  };
}
