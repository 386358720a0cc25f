// Gathers stream text into few, large `stream` messages: at once when it was quiet, else at most every 20 ms.
import type { StreamName } from "./sequencer.ts";

export interface StreamWriter {
  write(stream: StreamName, text: string): void;
  flush(): void;
}

const INTERVAL = 20; // ms
const LARGEST = 64 * 1024; // characters a message

export function createStreamWriter(publish: (stream: StreamName, text: string) => void): StreamWriter {
  let stream: StreamName = "stdout";
  let text = "";
  let last = 0;
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    clearImmediate(immediate);
    timer = undefined;
    immediate = undefined;
    if (text === "") return;
    const whole = text;
    text = "";
    last = performance.now();
    publish(stream, whole);
  };

  return {
    flush,
    write(name, more) {
      if (name !== stream) {
        flush();
        stream = name;
      }
      text += more;
      if (text.length >= LARGEST) flush();
      else if (timer === undefined && immediate === undefined) {
        const wait = INTERVAL - (performance.now() - last);
        if (wait <= 0) immediate = setImmediate(flush);
        else timer = setTimeout(flush, wait);
      }
    },
  };
}
