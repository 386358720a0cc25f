// The variant space: what is illegal says why, the default follows the size of the call, and lowering does as told.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Config, MachineFacts } from "../../../specializers/specializer.ts";
import { lower } from "../../../specializers/stencil/lower.ts";
import { variants } from "../../../specializers/stencil/variants.ts";
import { baselinesOf } from "../../../specializers/tuner/baselines.ts";
import { makeCase, type ProgramSpec } from "../targets/build.ts";
import { gradient, laplacian, limiter, line, transcendental, zebra } from "../targets/samples.ts";

const test = suite("variants");
const machine: MachineFacts = { cores: 4, vectorBytes: 64, lastLevelCacheBytes: 32 << 20, compilers: ["gcc", "clang"] };

const spaceOf = (spec: ProgramSpec, exact = false, facts = machine) => {
  const { program, call } = makeCase(spec);
  return variants(program, call, facts, exact);
};
/** The reason, or "legal". */
const why = (spec: ProgramSpec, change: Config, exact = false): string => {
  const space = spaceOf(spec, exact);
  const base: Config = { ...space.default, target: "openmp", compiler: "gcc", jamOuter: 0, jamInner: 0, tile: 0 };
  return space.illegal({ ...base, vector: 64, threads: 1, streaming: false, prefetch: "none", ...change }) ?? "legal";
};
const cube = laplacian([256, 256, 256]);

test("the baselines of every report are legal: the js target, and plain C on one thread", () => {
  for (const spec of [cube, laplacian([64, 64]), line([1000])]) {
    const space = spaceOf(spec);
    const baselines = baselinesOf(space);
    assert.equal(
      baselines.map(({ target, threads }) => [target, threads]),
      [
        ["js", 1],
        ["openmp", 1],
      ],
    );
    assert.equal(baselines.map(space.illegal), [undefined, undefined]);
  }
});

test("registers shorter than a cache line stream, floats too; a row by itself but where one grid of rows stores another", () => {
  const narrow = { ...machine, vectorBytes: 32 };
  const chosen = (spec: ProgramSpec) => {
    const { streaming, jamOuter, jamInner } = spaceOf(spec, false, narrow).default;
    return { streaming, jamOuter, jamInner };
  };
  assert.equal(chosen(cube), { streaming: true, jamOuter: 0, jamInner: 0 });
  assert.equal(chosen(laplacian([512, 512, 512])), { streaming: true, jamOuter: 0, jamInner: 0 });
  const { arrays, ...rest } = gradient([256, 256, 256]);
  const doubles: ProgramSpec = { ...rest, arrays: arrays.map((array) => ({ ...array, dtype: "f64" })) };
  assert.equal(chosen(doubles), { streaming: true, jamOuter: 0, jamInner: 0 });
  const { streaming, jamOuter } = chosen(laplacian([4096, 4096]));
  assert.equal({ streaming, jamOuter }, { streaming: true, jamOuter: 2 });
  assert.is(chosen(laplacian([4096, 4096], "none", "f32")).streaming, true);
});

test("stores are plain while the grids stay in the last cache from call to call", () => {
  const streams = (...shape: number[]) => spaceOf(laplacian(shape)).default.streaming;
  for (const side of [64, 256, 512, 1024]) assert.is(streams(side, side), false, String(side));
  assert.is(streams(96, 96, 96), false);
  for (const side of [1200, 4096]) assert.is(streams(side, side), true, String(side));
});

test("a large cube streams with all threads; what does not fit says why", () => {
  const { default: first } = spaceOf(cube);
  assert.equal(
    [first.target, first.compiler, first.threads, first.vector, first.streaming, first.tile, first.prefetch],
    ["openmp", "gcc", 4, 64, true, 32, "T0+2"],
  );
  assert.is(why(cube, { streaming: true }), "legal");
  assert.match(why(cube, { tile: 512 }), /tile 512 >= extent 256/);
  assert.match(why(cube, { jamOuter: 8, jamInner: 2 }), /more than 8 jammed rows/);
  assert.match(why(cube, { vector: 0, streaming: true }), /need explicit vectors/);
  assert.match(why(cube, { vector: 0, prefetch: "T0+2" }), /needs explicit vectors/);
  assert.match(why(cube, { single: true }), /not all grids are f32/);
  assert.match(why(cube, { compiler: "icc" }), /icc was not found/);
  assert.match(why(cube, { target: "js" }), /the js target has no choice of/);
  assert.match(why(laplacian([2, 256, 256]), { threads: 4, jamOuter: 4 }), /jam 4 > extent 2/);
  assert.match(why(laplacian([3, 64]), { threads: 4 }), /4 threads > 3 to share/);
  assert.match(
    why(laplacian([256, 250, 250]), { streaming: true }),
    /rows of out \(250 elements\) are not whole cache lines/,
  );
  assert.match(why(limiter([64, 64]), { streaming: true }), /out is read too/);
  assert.match(why(laplacian([64, 4]), {}), /vector of 8 > row of 4/);
  assert.match(why(transcendental([64, 64]), {}), /Math.exp is a library call|lookup|table|stores to u8/);
  assert.match(
    why(
      { ...zebra([64, 64]), sweeps: [{ interior: 1, step: [1, 2], body: zebra([64, 64]).sweeps[0]?.body ?? [] }] },
      {},
    ),
    /its step is not 1/,
  );
});

test("every bit as in TypeScript: no fused products, no floats, no function that C rounds otherwise", () => {
  assert.ok(!spaceOf(cube, true).axes.some(({ name }) => name === "fused" || name === "single"));
  assert.match(why(transcendental([64, 64]), { vector: 0 }, true), /C rounds Math.exp differently/);
  assert.equal(spaceOf(transcendental([64, 64]), true).default.target, "js");
});

test("grids of floats are computed with in floats, unless every bit counts", () => {
  const floats = laplacian([256, 256, 256], "none", "f32");
  const { default: first, seeds } = spaceOf(floats);
  assert.equal([first.single, first.streaming], [true, true]);
  const native = seeds.filter(({ compiler, target }) => target === "openmp" && compiler === first.compiler);
  assert.equal(
    native.filter(({ single }) => !single).map(({ threads, vector }) => [threads, vector]),
    [[1, 0]],
    "the plain loop on one thread",
  );
  assert.ok(!spaceOf(floats, true).axes.some(({ name }) => name === "single"));
});

test("tiny grids stay on one thread, without prefetch or streaming", () => {
  const { default: first } = spaceOf(laplacian([8, 8]));
  assert.equal([first.threads, first.streaming, first.prefetch], [1, false, "none"]);
});

test("without a compiler javascript serves", () => {
  const space = spaceOf(cube, false, { ...machine, compilers: [] });
  assert.is(space.default.target, "js");
  assert.equal(space.seeds.length, 1);
});

test("seeds are legal, distinct and begin with the default; every axis value of each is one of the axis's", () => {
  for (const spec of [cube, gradient([64, 64, 64]), limiter([512, 512]), line([100000]), transcendental([300, 300])]) {
    const space = spaceOf(spec);
    assert.equal(space.seeds[0], space.default);
    assert.is(new Set(space.seeds.map((seed) => JSON.stringify(seed))).size, space.seeds.length);
    assert.ok(space.seeds.length >= 4);
    for (const seed of space.seeds) {
      assert.is(space.illegal(seed), undefined);
      for (const axis of space.axes) assert.ok(axis.values.includes(seed[axis.name] ?? "missing"), axis.name);
    }
  }
});

test("lowering: the schedule as the configuration says, the domain relative to its faces, a shell where rules decide", () => {
  const { program, call } = makeCase(cube);
  const config = { target: "openmp", compiler: "gcc", threads: 4, vector: 32, jamOuter: 2, jamInner: 4, tile: 16 };
  const past = lower(program, call, { ...config, streaming: true, prefetch: "T0+2", fused: true, O2: true });
  assert.equal(past.schedule.jam, [2, 4, 1]);
  assert.equal(past.schedule.tiles, [0, 16, 0]);
  assert.equal(past.schedule.prefetch, { hint: 0, rows: 2 });
  assert.equal([past.schedule.stores, past.schedule.contract, past.exact], ["streaming", true, false]);
  assert.equal(past.schedule.flags, ["-O2"]);
  assert.is(past.sweeps[0]?.shell, false);
  assert.equal(past.sweeps[0]?.domain[0], {
    from: { from: "start", offset: 1 },
    to: { from: "end", offset: -1 },
    step: 1,
  });
  assert.is(lower(program, call, config).exact, true);

  const wrapped = makeCase(laplacian([20, 20], "wrap"));
  const shell = lower(wrapped.program, wrapped.call, config).sweeps[0];
  assert.is(shell?.shell, true);
  assert.equal(shell?.reach, [
    { below: 1, above: 1 },
    { below: 1, above: 1 },
  ]);

  const flat = makeCase(laplacian([3, 500, 64]));
  assert.is(lower(flat.program, flat.call, config).schedule.splitAxis, 1);
});

test.run();
