// A client's sockets connect one by one, at intervals of a tenth of a second where the kernel was not there yet. What is
// published before its iopub socket is connected it never hears, and a client that waits for a cell's "idle" would wait for
// ever. So the first requests wait for the first subscriber; but not for long, as a client need not listen.

/** As long as a client's sockets may take, one after the other. */
const MOST = 500; // ms

export interface Beginning {
  /** Somebody listens. */
  subscribed(): void;
  /** Calls back in the order of the calls: at once, when the beginning is over. */
  then(request: () => void): void;
}

/** @param over called when it is over, before the requests that have waited */
export function createBeginning(over: () => void): Beginning {
  let waiting: (() => void)[] | undefined = [];
  let limit: NodeJS.Timeout | undefined;
  const end = (): void => {
    clearTimeout(limit);
    const requests = waiting ?? [];
    waiting = undefined;
    over();
    for (const request of requests) request();
  };
  return {
    subscribed: end,
    then(request) {
      if (waiting === undefined) request();
      else if (waiting.push(request) === 1) limit = setTimeout(end, MOST);
    },
  };
}
