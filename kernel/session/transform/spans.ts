// SWC counts UTF-8 bytes from 1; JavaScript counts UTF-16 units from 0.

/** Converts a position of SWC's in `code` into an offset. */
export function offsets(code: string): (position: number) => number {
  const size = Buffer.byteLength(code);
  if (size === code.length) return (position) => position - 1;
  const table = new Uint32Array(size + 1);
  let byte = 0;
  let unit = 0;
  for (const character of code) {
    const bytes = Buffer.byteLength(character);
    table.fill(unit, byte, byte + bytes);
    byte += bytes;
    unit += character.length;
  }
  table[byte] = unit;
  return (position) => table[position - 1] ?? unit;
}
