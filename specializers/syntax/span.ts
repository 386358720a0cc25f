// SWC counts UTF-8 bytes from 1; everything else here counts UTF-16 units from 0. Converted once, in the whole tree.

/** The UTF-16 offset of each UTF-8 byte offset of `text`; undefined where the two are the same (ASCII). */
function utf16Offsets(text: string): Uint32Array | undefined {
  const bytes = Buffer.byteLength(text);
  if (bytes === text.length) return undefined;
  const offsets = new Uint32Array(bytes + 1);
  let byte = 0;
  for (let unit = 0; unit < text.length; ) {
    const point = text.codePointAt(unit)!;
    const length = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    offsets.fill(unit, byte, byte + length);
    byte += length;
    unit += point < 0x10000 ? 1 : 2;
  }
  offsets[byte] = text.length;
  return offsets;
}

/** Rewrites every span of a freshly parsed tree in place; `prefix` bytes (ASCII) stood before the user's text. */
export function convertSpans(tree: unknown, text: string, prefix: number): void {
  const offsets = utf16Offsets(text);
  const last = text.length;
  const convert = (byte: number) => {
    const index = Math.max(0, byte - 1 - prefix);
    return offsets ? (offsets[index] ?? last) : Math.min(index, last);
  };
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (typeof value === "object" && value !== null)
      for (const [key, child] of Object.entries(value))
        if (key === "span") {
          const span = child as { start: number; end: number };
          (value as { span: unknown }).span = { start: convert(span.start), end: convert(span.end) };
        } else visit(child);
  };
  visit(tree);
}
