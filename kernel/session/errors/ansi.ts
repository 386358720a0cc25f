// Colours of a traceback: the basic ones, which every front end gives a readable shade of its own theme.

const paint =
  (on: number, off: number) =>
  (text: string): string =>
    text === "" ? "" : `\u001b[${on}m${text}\u001b[${off}m`;

export const red = paint(31, 39);
export const green = paint(32, 39);
export const cyan = paint(36, 39);
export const bold = paint(1, 22);
export const dim = paint(2, 22);
