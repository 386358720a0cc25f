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

test.run();
