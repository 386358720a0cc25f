// A magic's usage, read: `[-n LOOPS] [--tune idle|now|off] [--exact]`.

export interface Option {
  /** With its dashes. */
  readonly name: string;
  /** Undefined: it takes no value; empty: any. */
  readonly values: readonly string[] | undefined;
}

export function optionsOf(usage: string): readonly Option[] {
  return [...usage.matchAll(/\[(--?\w[\w-]*)(?:[ =]([^\]]+))?\]/g)].map(([, name = "", value]) => ({
    name,
    values:
      value === undefined
        ? undefined
        : /[|,]/.test(value)
          ? value.split(/[|,]/).filter((word) => /^\w+$/.test(word))
          : [],
  }));
}

/** How much of a text in front of code are options. */
export function optionsLength(usage: string, text: string): number {
  const options = optionsOf(usage);
  let length = 0;
  for (;;) {
    const [whole = "", name = "", glued = ""] =
      /^(--?[A-Za-z][A-Za-z-]*)(\d*)(?:[ \t]+|=|$)/.exec(text.slice(length)) ?? [];
    const option = options.find((each) => each.name === name);
    if (option === undefined || (glued !== "" && option.values === undefined)) return length;
    length += whole.length;
    if (option.values !== undefined && glued === "") length += /^\S*[ \t]*/.exec(text.slice(length))?.[0].length ?? 0;
  }
}
