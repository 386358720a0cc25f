// Listeners of `process` by which the session lives: a cell that removes all listeners of an event removes its own alone.

type Listener = (value: never) => void;

const REMOVING = ["removeAllListeners", "removeListener", "off"] as const;

/** Adds listeners to `process` that stay. */
export function keepListeners(listeners: Readonly<Record<string, Listener>>): void {
  const { on, rawListeners } = process as NodeJS.EventEmitter;
  const restore = (): void => {
    for (const [event, listener] of Object.entries(listeners)) {
      if (!rawListeners.call(process, event).includes(listener as (value: unknown) => void))
        on.call(process, event, listener as (value: unknown) => void);
    }
  };
  restore();
  for (const name of REMOVING) {
    const original = process[name] as (...values: unknown[]) => unknown;
    const value = (...values: unknown[]): NodeJS.Process => {
      original.apply(process, values);
      restore();
      return process;
    };
    Object.defineProperty(process, name, { value, writable: true, configurable: true });
  }
}
