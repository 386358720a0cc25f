// The neighbourhoods that every grid has: 0 the point itself, 1 von Neumann (radius 1), 2 Moore (radius 1).

export type Neighborhoods = readonly (readonly (readonly number[])[])[];

export function defaultNeighborhoods(rank: number): Neighborhoods {
  const origin = new Array<number>(rank).fill(0);
  const along = (axis: number, by: number) => origin.map((_, each) => (each === axis ? by : 0));
  let moore: number[][] = [[]];
  for (let axis = 0; axis < rank; axis++) moore = moore.flatMap((offset) => [-1, 0, 1].map((by) => [...offset, by]));
  return [
    [origin],
    origin.flatMap((_, axis) => [along(axis, -1), along(axis, 1)]),
    moore.filter((offset) => offset.some((by) => by !== 0)),
  ];
}
