// Names of the built-in magics, known before they are loaded.

export const BUILT_IN =
  "stencil specialize typecheck time timeit who whos reset history load writefile npm sh bash env cd pwd html markdown svg latex js lsmagic".split(
    " ",
  );
