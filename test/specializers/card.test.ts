// A card is drawn after the running code, and at the latest before the cell's reply.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openCard } from "../../specializers/card.ts";
import type { MimeBundle } from "../../specializers/host.ts";
import { nodeHost, setHost } from "../../specializers/node-host.ts";

const test = suite("card");

test("what waits is drawn when the cell's code has ended, once, and never inside of it", async () => {
  const drawn: MimeBundle[] = [];
  let ending = (): void => {};
  setHost({
    ...nodeHost,
    display: () => ({ update: (bundle) => void drawn.push(bundle) }),
    onEnding(listener) {
      ending = listener;
    },
  });
  const card = openCard({ "text/plain": "first" });
  card.show(() => ({ "text/plain": "second" }));
  card.show(() => ({ "text/plain": "third" }));
  assert.equal(drawn, []);
  ending();
  assert.equal(drawn, [{ "text/plain": "third" }]);
  ending();
  await new Promise((resolve) => setImmediate(resolve));
  assert.is(drawn.length, 1);
  setHost(nodeHost);
});

test("a card below is part of the same output, once it is shown", async () => {
  const drawn: MimeBundle[] = [];
  setHost({ ...nodeHost, display: () => ({ update: (bundle) => void drawn.push(bundle) }) });
  const card = openCard({ "text/plain": "first", "text/html": "<i>", "application/json": 1 });
  const below = card.below();
  below.show(() => ({ "text/plain": "below", "text/html": "<b>", "application/json": 2 }));
  below.flush();
  assert.equal(drawn.at(-1), { "text/plain": "first\n\nbelow", "text/html": "<i>\n<b>", "application/json": 1 });
  card.show(() => ({ "text/plain": "second" }));
  card.flush();
  assert.equal(drawn.at(-1), { "text/plain": "second\n\nbelow", "text/html": "<b>" });
  setHost(nodeHost);
});

test.run();
