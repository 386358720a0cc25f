// What is known of a magic without running it: enough to find it in a cell, complete it and explain it.

export interface MagicDescription {
  /** Without percent signs. */
  readonly name: string;
  /** As `%%name` in front of a cell, as `%name` at the start of a statement, or both. */
  readonly cell: boolean;
  readonly line: boolean;
  /** What comes after the name; Tab offers what it lists, as in `[--tune idle|now|off] [--exact]`. */
  readonly usage: string;
  readonly summary: string;
  /** The lines below `%%name`, and what comes after `%name`, are TypeScript. Otherwise they are text. */
  readonly takesCode?: boolean;
  /** What its arguments are, beside options: Tab completes them. */
  readonly argument?: "path" | "folder" | "name" | "specializer" | "variable";
  /** The functions of its cell are specialized, so they have further members. */
  readonly marks?: boolean;
}
