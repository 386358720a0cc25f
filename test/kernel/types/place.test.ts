// What a cursor stands on, in code points and in UTF-16 units.
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  completionPlace,
  isOwnName,
  isOwnReceiver,
  receiverOf,
  toOffset,
  toPosition,
  wordAt,
} from "../../../kernel/types/place.ts";

test("code points to offsets and back", () => {
  assert.is(toOffset("a😀b", 2), 3);
  assert.is(toPosition("a😀b", 3), 2);
  assert.is(toOffset("ab", 9), 2);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat({ max: 40 }), (text, position) => {
      const points = [...text];
      const at = Math.min(position, points.length);
      assert.is(toOffset(text, at), points.slice(0, at).join("").length);
      assert.is(toPosition(text, toOffset(text, at)), at);
    }),
  );
});

test("where a completion begins", () => {
  const at = (code: string) => completionPlace(code, code.length);
  assert.equal(at("foo.ba"), { starts: [4], kind: "member" });
  assert.equal(at("foo\n  .ba"), { starts: [7], kind: "member" });
  assert.equal(at("ba"), { starts: [0], kind: "name" });
  assert.equal(at("f(...ba"), { starts: [5], kind: "name" });
  assert.equal(at("变量.é"), { starts: [3], kind: "member" });
  assert.equal(at('import x from "node:f'), { starts: [15, 15], kind: "text" });
  assert.equal(at('import x from "@a/b'), { starts: [15, 18], kind: "text" });
  assert.equal(at('grid([1], { boundary: "cl'), { starts: [23], kind: "text" });
  assert.equal(at("1.").kind, "name");
});

test("the word that a hover is about", () => {
  const at = (code: string, offset: number) => wordAt(code, offset)?.text;
  assert.is(at("norm(x)", 2), "norm");
  assert.is(at("norm(x)", 4), "norm");
  assert.is(at("norm( ", 6), undefined);
  assert.is(at("", 0), undefined);
  assert.is(at("12", 1), undefined);
});

test("the names in front of a member", () => {
  const at = (code: string) => receiverOf(code, code.length);
  assert.equal(at("a."), ["a"]);
  assert.equal(at("return a.b?."), ["a", "b"]);
  assert.equal(at("f(a.b."), ["a", "b"]);
  assert.is(at("f().a."), undefined);
  assert.is(at("x[0].a."), undefined);
  assert.is(at("this."), undefined);
  assert.is(at("1."), undefined);
  // what the session has under the name of a parameter is not it
  assert.is(at("list.map((a) => a."), undefined);
  assert.is(at("list.map(a => a."), undefined);
});

test("what can only be the notebook's name", () => {
  const receiver = (code: string) => isOwnReceiver(code, "a", code.length);
  for (const code of ["a.", "f(1, a.", "const b = a.", "x.map((b) => a.", "if (b) { a?."])
    assert.ok(receiver(code), code);
  for (const code of ["a; a.", "let b: a.", "f<a.", "type B = a.", "x as a.", "'a.", "`${a.", "// a.", "/a."])
    assert.not(receiver(code), code);
  const name = (code: string, start = code.indexOf("a")) => isOwnName(code, { text: "a", start });
  for (const code of ["a", "f(a)", "1 + a.b", "a(b)", "await a"]) assert.ok(name(code, code.lastIndexOf("a")), code);
  for (const code of [
    "b.a",
    "b?.a",
    "{ a: 1 }",
    "(a) => 1",
    "function f(a) {}",
    "const a = 1",
    "'a'",
    "// a",
    "a: 1",
    "#a",
  ])
    assert.not(name(code, code.lastIndexOf("a")), code);
});

test.run();
