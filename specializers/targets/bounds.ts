// Bounds of a sweep as text: the domain clipped to the extents, and the core within it. C and JavaScript share it.
import type { AxisRange, Bound, Sweep } from "../ir/platform.ts";

/** One axis's bounds, as definitions in order. Names: d … e the domain, a … b the core, z the first point beyond the core. */
export interface AxisBounds {
  readonly axis: number;
  readonly step: number;
  readonly definitions: readonly { readonly name: string; readonly value: string }[];
}

const boundText = (bound: Bound, axis: number): string => {
  if (bound.from === "start") return bound.offset === 0 ? "0" : `from_start(${bound.offset}, n${axis})`;
  return bound.offset === 0 ? `n${axis}` : `from_end(${-bound.offset}, n${axis})`;
};

export const sweepBounds = (sweep: Sweep): readonly AxisBounds[] =>
  sweep.domain.map((range, axis) => axisBounds(range, axis, sweep));

function axisBounds(range: AxisRange, axis: number, sweep: Sweep): AxisBounds {
  const domain = [
    { name: `d${axis}`, value: boundText(range.from, axis) },
    { name: `e${axis}`, value: boundText(range.to, axis) },
  ];
  const core = (from: string, to: string, beyond: string) => [
    { name: `a${axis}`, value: from },
    { name: `b${axis}`, value: to },
    { name: `z${axis}`, value: beyond },
  ];
  const reach = sweep.reach[axis] ?? { below: 0, above: 0 };
  const definitions =
    sweep.shell && (reach.below > 0 || reach.above > 0)
      ? core(
          `least(taipan_raise(d${axis}, ${reach.below}, ${range.step}), e${axis})`,
          `most(least(e${axis}, n${axis} - ${reach.above}), a${axis})`,
          `taipan_raise(a${axis}, b${axis}, ${range.step})`,
        )
      : core(`d${axis}`, `most(e${axis}, d${axis})`, `e${axis}`);
  return { axis, step: range.step, definitions: [...domain, ...definitions] };
}
