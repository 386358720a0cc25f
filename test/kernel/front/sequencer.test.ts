// Whatever the arrival, outputs come in the order in which the session wrote them.
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createSequencer, type StreamName } from "../../../kernel/front/sequencer.ts";

type Event =
  | { readonly kind: "text"; readonly stream: StreamName; readonly text: string }
  | { readonly kind: "message"; readonly marked: boolean };

interface Run {
  readonly log: string[];
  readonly sequencer: ReturnType<typeof createSequencer<{ kind: string; marker?: number }>>;
}
const start = (): Run => {
  const log: string[] = [];
  const sequencer = createSequencer<{ kind: string; marker?: number }>({
    text: (stream, bytes) => log.push(`${stream}:${bytes}`),
    message: ({ kind }) => log.push(kind),
  });
  return { log, sequencer };
};

test("text that waits is not changed with the bytes that brought it", () => {
  const { log, sequencer } = start();
  const bytes = Buffer.from("before after");
  sequencer.feed("stdout", [bytes.subarray(0, 6), 1, bytes.subarray(7)]);
  bytes.fill("x");
  sequencer.feed("stderr", [1]);
  sequencer.message({ kind: "display", marker: 1 });
  assert.equal(log, ["stdout:before", "display", "stdout:after"]);
});

test("any interleaving of the two streams and the messages", () => {
  const event: fc.Arbitrary<Event> = fc.oneof(
    fc.record({
      kind: fc.constant("text" as const),
      stream: fc.constantFrom<StreamName>("stdout", "stderr"),
      text: fc.stringMatching(/^[a-z]{1,3}$/),
    }),
    fc.record({ kind: fc.constant("message" as const), marked: fc.boolean() }),
  );
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 20 }),
      fc.array(fc.nat({ max: 2 }), { maxLength: 80 }),
      (events, picks) => {
        const { log, sequencer } = start();
        // three queues, as the operating system delivers them
        const queues: (() => void)[][] = [[], [], []];
        let marker = 0;
        for (const [index, each] of events.entries()) {
          if (each.kind === "text") {
            queues[each.stream === "stdout" ? 0 : 1]!.push(() => sequencer.feed(each.stream, [Buffer.from(each.text)]));
            continue;
          }
          const kind = `message ${index}`;
          if (!each.marked) queues[2]!.push(() => sequencer.message({ kind }));
          else {
            const number = ++marker;
            queues[0]!.push(() => sequencer.feed("stdout", [number]));
            queues[1]!.push(() => sequencer.feed("stderr", [number]));
            queues[2]!.push(() => sequencer.message({ kind, marker: number }));
          }
        }
        for (const pick of picks) queues[pick]!.shift()?.();
        for (const queue of queues) for (const deliver of queue) deliver();

        // each stream's text is whole and in order, and so are the messages
        const expected = events.map((each, index) =>
          each.kind === "text" ? `${each.stream}:${each.text}` : `message ${index}`,
        );
        for (const prefix of ["stdout", "stderr", "message"]) {
          const of = (list: readonly string[]) => list.filter((entry) => entry.startsWith(prefix));
          assert.equal(of(log), of(expected));
        }
        // no text crosses a marked message
        for (const [index, each] of events.entries()) {
          if (each.kind !== "message" || !each.marked) continue;
          const at = log.indexOf(`message ${index}`);
          for (const stream of ["stdout", "stderr"]) {
            const count = (list: readonly string[]) => list.filter((entry) => entry.startsWith(stream)).length;
            assert.is(count(log.slice(0, at)), count(expected.slice(0, index)));
          }
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test("a marker whose message never came holds nothing back once a later one is there", () => {
  const { log, sequencer } = start();
  sequencer.feed("stdout", [1, Buffer.from("a"), 2]);
  sequencer.feed("stderr", [1, 2]);
  assert.equal(log, []);
  sequencer.message({ kind: "second", marker: 2 });
  assert.equal(log, ["stdout:a", "second"]);
});

test("a stream that has ended holds no message back, and the end of both releases all text", () => {
  const { log, sequencer } = start();
  sequencer.end("stderr");
  sequencer.feed("stdout", [1, Buffer.from("late")]);
  sequencer.message({ kind: "first", marker: 1 });
  sequencer.message({ kind: "second", marker: 2 });
  assert.equal(log, ["first", "stdout:late"]);
  sequencer.feed("stdout", [3, Buffer.from("x")]);
  sequencer.end("stdout");
  assert.equal(log, ["first", "stdout:late", "second", "stdout:x"]);
});

test.run();
