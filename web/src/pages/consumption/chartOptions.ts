import uPlot from "uplot";

import { approximate, formatKwh, formatMonth, formatNumber, type Lang } from "../../format";
import { stepLabel } from "./labels";
import type { By, Table } from "./series";

interface Wanted {
  readonly table: Table;
  readonly by: By;
  readonly lang: Lang;
  readonly style: CSSStyleDeclaration;
  readonly width: number;
  readonly names: { readonly step: string; readonly total: string; readonly yearAgo: string; readonly gap: string };
}

const HEIGHT = 280;

/** Steps stand at 0, 1, 2…: months are not of one length, and a step is what one compares. */
export function chartOptions(wanted: Wanted): { options: uPlot.Options; data: uPlot.AlignedData } {
  const { table, by, lang, style, width, names } = wanted;
  const colour = (name: string) => style.getPropertyValue(`--chart-${name}`).trim();
  const steps = table.steps;
  const hasYearAgo = by === "month" && steps.some((step) => step.yearAgo !== null);
  const values = (pick: (index: number) => string | null) =>
    steps.map((_, index) => {
      const text = pick(index);
      return text === null ? null : approximate(text);
    });
  const exact =
    (pick: (index: number) => string | null | undefined) =>
    (_: uPlot, __: number, ___: number, index: number | null) => {
      const text = index === null ? null : pick(index);
      return text ? formatKwh(text, lang) : index === null ? "—" : names.gap;
    };
  const axis = {
    stroke: colour("text"),
    grid: { stroke: colour("grid"), width: 1 },
    ticks: { show: false },
    font: "12px sans-serif",
  };
  const bars = by !== "hour" && uPlot.paths.bars!({ size: [0.7, 48] });
  const options: uPlot.Options = {
    width,
    height: HEIGHT,
    scales: {
      x: { time: false, range: (_, low, high) => [low - 0.6, high + 0.6] },
      y: { range: (_, __, high) => [0, (high || 1) * 1.08] },
    },
    cursor: { drag: { x: false, y: false } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        incrs: [1, 2, 3, 5, 7, 12, 24, 48, 72, 168, 336, 720],
        space: by === "month" ? 44 : 70,
        values: (_, at) => at.map((index) => shortLabel(steps[index]?.start, by, lang)),
      },
      { ...axis, size: 64, values: (_, at) => at.map((value) => formatNumber(String(value), lang)) },
    ],
    series: [
      {
        label: names.step,
        value: (_, __, ___, index) => (index === null ? "—" : stepLabel(steps[index]!.start, by, lang)),
      },
      {
        label: names.total,
        stroke: colour("bar"),
        ...(bars
          ? { fill: colour("bar"), paths: bars, points: { show: false } }
          : { width: 1.5, points: { show: false } }),
        value: exact((index) => steps[index]!.total),
      },
      ...(hasYearAgo
        ? [
            {
              label: names.yearAgo,
              stroke: colour("before"),
              width: 2,
              dash: [6, 4],
              points: { show: true, size: 6 },
              value: exact((index) => steps[index]!.yearAgo),
            },
          ]
        : []),
    ],
    hooks: {
      drawClear: [
        (plot) =>
          shadeGaps(
            plot,
            steps.map((step) => step.total === null),
            colour("gap"),
          ),
      ],
    },
  };
  const data: uPlot.AlignedData = [
    steps.map((_, index) => index),
    values((index) => steps[index]!.total),
    ...(hasYearAgo ? [values((index) => steps[index]!.yearAgo)] : []),
  ];
  return { options, data };
}

function shortLabel(start: string | undefined, by: By, lang: Lang): string {
  if (!start) return "";
  if (by === "month")
    return start.endsWith("-01") ? `${formatMonth(start, lang)}\n${start.slice(0, 4)}` : formatMonth(start, lang);
  const label = stepLabel(start, by, lang);
  return by === "day"
    ? lang === "ru"
      ? label.slice(0, 5)
      : label.replace(/.\d{4}$/, "")
    : label.replace(/[.\s]\d{4},/, "");
}

/** Where nothing is known stands a band, not a zero. */
function shadeGaps(plot: uPlot, gaps: readonly boolean[], colour: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.fillStyle = colour;
  gaps.forEach((gap, index) => {
    if (!gap) return;
    const [from, to] = [index - 0.5, index + 0.5].map((at) => plot.valToPos(at, "x", true)) as [number, number];
    ctx.fillRect(from, bbox.top, Math.max(to - from, 1), bbox.height);
  });
  ctx.restore();
}
