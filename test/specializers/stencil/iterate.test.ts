// Several steps in one pass over memory, against the same number of single sweeps by the definition, bit for bit.
// Time limit: 600 s
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openCache } from "../../../specializers/cache/index.ts";
import { generate } from "../../../specializers/codegen/generate.ts";
import type { Boundary } from "../../../specializers/ir/dtype.ts";
import { loadKernel } from "../../../specializers/runtime/load.ts";
import type { Config } from "../../../specializers/specializer.ts";
import { blockingOf } from "../../../specializers/stencil/iterate/blocking.ts";
import { iteration } from "../../../specializers/stencil/iterate/index.ts";
import { compileSync } from "../../../specializers/toolchain/compile.ts";
import { skip } from "../../support/skip.ts";
import {
  binary,
  type Case,
  compare,
  load,
  makeCase,
  num,
  type ProgramSpec,
  store,
  sum,
  when,
} from "../targets/build.ts";
import { compilers } from "../targets/execute.ts";
import { arraysFor, check, programOf, type Star, star, wavefront } from "./iterated.ts";

const test = suite("iterate");

const shapes: Readonly<Record<number, readonly number[]>> = { 1: [331], 2: [37, 53], 3: [11, 29, 21] };
const rules: readonly Boundary[] = ["clamp", "wrap", "reflect", 0.25];

if (compilers.length === 0) skip(test, "wavefronts through a C compiler", "none is installed");
else {
  for (const rank of [1, 2, 3])
    for (const radius of rank === 3 ? [1, 2] : [1, 2, 3]) {
      const extents = shapes[rank]!;
      const of = (changes: Partial<Star>): Case =>
        star({ rank, radius, extents, dtype: "f64", boundary: "none", interior: radius, ...changes });
      test(`${rank}-D, radius ${radius}: interior`, () => {
        // Here also for what a compiler only warns of when it optimises.
        check("interior", of({}), wavefront(rank), undefined, ["-O1"]);
        check("wider margin", of({ interior: radius + 2 }), wavefront(rank, { depth: 3, slide: false }));
      });
      for (const boundary of rules)
        test(`${rank}-D, radius ${radius}: ${boundary}`, () => {
          check(String(boundary), of({ boundary, interior: 0 }), wavefront(rank));
        });
    }

  test("part of the rim is written", () => {
    for (const rank of [1, 2, 3])
      for (const boundary of ["clamp", "reflect"] as const)
        check(
          `${boundary} beyond a margin of 1`,
          star({ rank, radius: 2, extents: shapes[rank]!, dtype: "f64", boundary, interior: 1 }),
          wavefront(rank),
          [4, 13, 20],
        );
  });

  test("wrapped axes with further grids that are read at the point itself", () => {
    for (const rank of [2, 3])
      for (const boundary of ["wrap", "reflect"] as const)
        check(
          `${boundary} with coefficients`,
          star({ rank, radius: 1, extents: shapes[rank]!, dtype: "f64", boundary, interior: 0, coefficient: true }),
          wavefront(rank),
          [4, 13, 20],
        );
    check(
      "coefficients inside",
      star({ rank: 1, radius: 2, extents: [331], dtype: "f64", boundary: "none", interior: 2, coefficient: true }),
      wavefront(1),
      [4, 13, 20],
    );
  });

  test("diagonal neighbours, several planes at once, any depth, tile and vector", () => {
    const choices: readonly Config[] = [
      { planes: 1, depth: 3, height: 4, slide: false },
      { planes: 2, depth: 7, height: 16, vector: 16 },
      { planes: 4, depth: 9, height: 0, threads: 1 },
      { planes: 4, depth: 13, height: 6, vector: 0, fetch: false },
    ];
    for (const changes of choices)
      for (const boundary of ["none", "wrap", "clamp"] as const)
        check(
          "box",
          star({
            rank: 3,
            radius: 1,
            extents: [13, 23, 19],
            dtype: "f64",
            boundary,
            interior: boundary === "none" ? 1 : 0,
            box: true,
          }),
          wavefront(3, changes),
          [2, 7, 20],
        );
    for (const [planes, height] of [
      [1, 9],
      [4, 0],
    ])
      check(
        "box in a plane",
        star({ rank: 2, radius: 2, extents: [41, 30], dtype: "f64", boundary: "reflect", interior: 0, box: true }),
        wavefront(2, { planes: planes!, height: height!, depth: 3 }),
        [3, 7, 20],
      );
  });

  test("a last sweep that streams whole lines, and arrays that are not aligned for them", () => {
    for (const [rank, extents] of [
      [2, [21, 64]],
      [3, [9, 14, 24]],
    ] as const)
      for (const interior of [0, 1])
        check(
          "streaming",
          star({ rank, radius: 1, extents, dtype: "f64", boundary: interior ? "none" : "clamp", interior }),
          wavefront(rank, { streaming: true, depth: 3 }),
          [4, 5, 12, 13],
        );
  });

  test("elements of every type are rounded after each step", () => {
    for (const dtype of ["f32", "i32", "u8"] as const)
      for (const rank of [1, 2, 3])
        check(
          dtype,
          star({ rank, radius: 1, extents: shapes[rank]!, dtype, boundary: "clamp", interior: 0 }),
          wavefront(rank, { vector: dtype === "f32" ? 32 : 0, fetch: false }),
          [4, 11, 20],
        );
  });

  test("grids hardly larger than the reach", () => {
    for (const extents of [
      [3, 3, 3],
      [1, 1, 40],
      [5, 1, 3],
      [2, 9, 1],
      [4, 40, 2],
    ])
      for (const boundary of ["clamp", "wrap", "reflect"] as const)
        check(
          String(extents),
          star({ rank: 3, radius: 1, extents, dtype: "f64", boundary, interior: 0 }),
          wavefront(3, { depth: 3, planes: 2 }),
          [4, 13],
        );
    check(
      "nothing inside",
      star({ rank: 3, radius: 1, extents: [2, 5, 5], dtype: "f64", boundary: "none", interior: 1 }),
      wavefront(3),
      [5],
    );
  });

  test("each step a pass of its own, in one call", () => {
    for (const rank of [1, 2, 3])
      for (const boundary of rules)
        check(
          String(boundary),
          star({ rank, radius: 1, extents: shapes[rank]!, dtype: "f64", boundary, interior: 0 }),
          wavefront(rank, { schedule: "none", depth: 0, height: 0, planes: 1, fetch: false, slide: false }),
          [0, 1, 2, 7],
        );
  });

  test("a cancelled call says how many steps were complete, and the grid where the last belongs holds them", async () => {
    const made = star({ rank: 2, radius: 1, extents: [400, 512], dtype: "f64", boundary: "none", interior: 1 });
    const { repeated, call } = programOf(made);
    const kernel = generate(iteration.lower(repeated, call, wavefront(2)), "openmp");
    const compiled = compileSync({ kernel, compiler: compilers[0], cache: openCache() });
    if (!compiled.ok) throw new Error(compiled.log);
    const { run, runAsync } = loadKernel(compiled.library, kernel.parameters);
    const cancel = new Int32Array(new SharedArrayBuffer(4));
    const arrays = arraysFor(made, 3);
    const [u, out] = [arrays.u!, arrays.out!];
    const [again, other] = [u.slice(), out.slice()];
    const before = u[600];
    // it would take days: only the cancel word ends it, and not before a pass has come back to the first grid
    const running = runAsync(u, out, 1e9, cancel);
    while (u[600] === before) await new Promise((resolve) => setImmediate(resolve));
    cancel[0] = 1;
    const done = (await running) - 1;
    assert.ok(done > 0, `${done} steps`);
    cancel[0] = 0;
    assert.is(run(again, other, done, cancel), 0);
    assert.equal(done % 2 === 0 ? u : out, done % 2 === 0 ? again : other);
    cancel[0] = 1;
    assert.is(run(again, other, 20, cancel), 1, "1 + no steps");
  });

  test("the user's names never meet those of the text", () => {
    for (const [input, output, further] of [
      ["level", "tile", "each"],
      ["source", "target", "memory"],
      ["free", "madvise", "aligned_alloc"],
      ["window", "p", "q"],
      ["steps", "wave_run", "done"],
    ] as const) {
      const sum4 = sum(load(input, 1, 0), load(input, -1, 0), load(input, 0, 1), load(input, 0, -1));
      const made = makeCase({
        extents: [23, 30],
        arrays: [
          { name: input, dtype: "f64", access: "in" },
          { name: output, dtype: "f64", access: "out" },
          { name: further, dtype: "f64", access: "in" },
        ],
        sweeps: [{ interior: 1, body: [store(output, binary("*", binary("/", sum4, num(8)), load(further, 0, 0)))] }],
      });
      check("names", made, wavefront(2), [13]);
    }
  });
}

test("js: every boundary, odd and even steps", () => {
  for (const rank of [1, 2, 3])
    for (const boundary of rules)
      check(
        String(boundary),
        star({ rank, radius: 2, extents: shapes[rank]!, dtype: "f64", boundary, interior: 0 }),
        { target: "js" },
        [0, 1, 2, 5],
      );
});

test("what can't take several steps in a pass says why", () => {
  const why = (changes: Partial<ProgramSpec>, body = [store("out", load("u", 0, 0))]): string => {
    const { repeated, call } = programOf(
      makeCase({
        extents: [20, 20],
        arrays: [
          { name: "u", dtype: "f64", access: "in", boundary: "wrap" },
          { name: "out", dtype: "f64", access: "out", boundary: "wrap" },
        ],
        sweeps: [{ body }],
        ...changes,
      }),
    );
    return blockingOf(repeated, call).why ?? "";
  };
  const shifted = store("out", load("u", 1, 0));
  assert.is(why({}), "");
  assert.match(why({ sweeps: [{ body: [shifted] }, { body: [shifted] }] }), /several point loops/);
  assert.match(why({}, [store("out", sum(load("u", 0, 0), load("out", 0, 0)))]), /out is read too/);
  assert.match(why({}, [when(compare(">", load("u", 0, 0), num(1)), [shifted])]), /not written at every point/);
  assert.match(why({ sweeps: [{ step: [2, 1], body: [shifted] }] }), /not neighbours/);
  assert.match(
    why({ sweeps: [{ interior: 1, body: [store("out", load("u", 2, 0))] }] }),
    /"wrap" along an axis of which not all points are written/,
  );
});

test.run();
