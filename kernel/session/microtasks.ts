// Errors of `queueMicrotask`: Node tells of them when it has already left the callback's context, in which their cell is
// known; so they are told of here.

export function wrapMicrotasks(): void {
  const { queueMicrotask } = globalThis;
  const wrapped = (callback: () => void): void => {
    if (typeof callback !== "function") queueMicrotask(callback); // throws as it always did
    queueMicrotask(() => {
      try {
        callback();
      } catch (error) {
        (process as NodeJS.EventEmitter).emit("uncaughtException", error, "uncaughtException");
      }
    });
  };
  globalThis.queueMicrotask = Object.defineProperty(wrapped, "name", { value: "queueMicrotask" });
}
