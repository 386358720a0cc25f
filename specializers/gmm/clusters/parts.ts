// Sums over events are sums of parts, each summed in order, and the parts in order: then it makes no difference, to the last
// bit, who computed them, or with how many threads.

/** Events of a part. */
export const PART = 4096;

export const partsOf = (count: number): number => Math.ceil(count / PART);
