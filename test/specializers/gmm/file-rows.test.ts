// rowsOfFile: files as sources of chunks, and what is no such file.
import { execFileSync } from "node:child_process";
import { closeSync, openSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { GaussianMixture, type MixtureError, NdArray, rowsOfFile } from "../../../specializers/index.ts";
import { packageRoot } from "../../support/root.ts";
import { temporaryFolder } from "../../support/temp.ts";
import { close, events, matrix, rejects } from "./chunked.ts";

const test = suite("rows of files");
const folder = temporaryFolder("rows");

/** A .npy file as NumPy writes it. */
const npy = (descr: string, shape: string, data: Uint8Array, fortran = "False"): Buffer => {
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${shape}), }`;
  const padded = `${text.padEnd(117)}\n`;
  const head = Buffer.alloc(10);
  head.write("\x93NUMPY\x01\x00", "latin1");
  head.writeUInt16LE(padded.length, 8);
  return Buffer.concat([head, Buffer.from(padded, "latin1"), data]);
};
const bytes = (values: Float64Array | Float32Array) =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

test("raw numbers and .npy files, f64 and f32, in chunks, again in each pass", async () => {
  const values = events(500);
  const single = Float32Array.from(values);
  const options = { nComponents: 3, seed: 1 } as const;
  const expected = new GaussianMixture(options).fit(matrix(values));
  const expected32 = new GaussianMixture(options).fit(NdArray.from(single, [500, 3]));
  const file = (name: string, content: Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const raw = rowsOfFile(file("raw", bytes(values)), { features: 3, chunk: 77 });
  const raw32 = rowsOfFile(file("raw32", bytes(single)), { features: 3, dtype: "f32", chunk: 500 });
  const npy64 = rowsOfFile(file("a.npy", npy("<f8", "500, 3", bytes(values))));
  const npy32 = rowsOfFile(file("b.npy", npy("<f4", "500, 3", bytes(single))), { chunk: 1 });
  for (const [rows, wanted, dtype] of [
    [raw, expected, "f64"],
    [npy64, expected, "f64"],
    [raw32, expected32, "f32"],
    [npy32, expected32, "f32"],
  ] as const) {
    assert.equal([rows.count, rows.features, rows.dtype], [500, 3, dtype]);
    const model = await new GaussianMixture(options).fit(rows);
    close(model.means, wanted.means, "means");
    close(model.covariances, wanted.covariances, "covariances");
  }
  const refused = (code: string, said: RegExp, f: () => unknown): void => {
    assert.throws(f, (error: MixtureError) => error.code === code && said.test(error.message));
  };
  refused("GMM_OPTION", /^features is the number of columns/, () => rowsOfFile(join(folder, "raw")));
  refused("GMM_FILE", /no whole number of rows of 7 f64/, () => rowsOfFile(join(folder, "raw"), { features: 7 }));
  refused("GMM_OPTION", /^chunk is/, () => rowsOfFile(join(folder, "a.npy"), { chunk: 0 }));
  refused("GMM_FILE", /elements of type <i8/, () => rowsOfFile(file("c", npy("<i8", "500, 3", bytes(values)))));
  refused("GMM_FILE", /1 axes/, () => rowsOfFile(file("d", npy("<f8", "1500,", bytes(values)))));
  refused("GMM_FILE", /Fortran/, () => rowsOfFile(file("e", npy("<f8", "500, 3", bytes(values), "True"))));
  refused("GMM_FILE", /bytes of/, () => rowsOfFile(file("f", npy("<f8", "501, 3", bytes(values)))));
  assert.throws(() => rowsOfFile(join(folder, "missing")), /ENOENT/);
  const shrinking = rowsOfFile(file("g", bytes(values)), { features: 3, chunk: 100 });
  writeFileSync(join(folder, "g"), bytes(values.subarray(0, 900)));
  await rejects("GMM_FILE", /ends within row 300/, new GaussianMixture(options).fit(shrinking));
});

test("a file is fitted in a fraction of its size of memory", async () => {
  const path = join(folder, "large");
  const block = bytes(Float32Array.from({ length: 2 ** 20 }, (_, at) => Math.sin(at) + (at % 5)));
  const file = openSync(path, "w");
  for (let i = 0; i < 32; i++) writeSync(file, block);
  closeSync(file);
  const { size } = statSync(path);
  // the highest mark of a process of its own, which nothing before has raised
  const code = `import { GaussianMixture, rowsOfFile } from ${JSON.stringify(pathToFileURL(join(packageRoot, "dist/specializers/index.js")).href)};
    console.warn = () => {};
    const most = () => 1024 * process.resourceUsage().maxRSS;
    const before = most();
    const rows = rowsOfFile(${JSON.stringify(path)}, { dtype: "f32", features: 16, chunk: 16384 });
    const model = new GaussianMixture({ nComponents: 2, covarianceType: "diag", seed: 1, maxIter: 1, initParams: "random_from_data" });
    await model.fit(rows);
    console.log(JSON.stringify([rows.count, model.nIter, most() - before]));`;
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" });
  rmSync(path);
  const [count, iterations, grown] = JSON.parse(output) as [number, number, number];
  assert.equal([count, iterations], [size / 64, 1]);
  assert.ok(grown < size / 2, `${grown} of ${size} bytes`);
});

test.run();
