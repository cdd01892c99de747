import type { Chart as ChartClass, ChartConfiguration, ScaleOptions, TooltipItem } from 'chart.js';
import type { Plot } from './choose.js';
import { timeInFull, timeLabel, timeTicks } from './ticks.js';

declare global {
  interface Window {
    /** Set by chart.js, which is loaded with the first chart. */
    Chart?: typeof ChartClass;
  }
}

/** Colours as the page's theme has them now. */
export interface Ink {
  readonly text: string;
  readonly grid: string;
  readonly series: readonly string[];
}

let loading: Promise<typeof ChartClass> | undefined;

/** Chart.js, loaded once. @throws if it cannot be loaded */
export function loadCharts(): Promise<typeof ChartClass> {
  loading ??= new Promise<typeof ChartClass>((resolve, reject) => {
    const script = document.createElement('script');
    script.src = 'page/chart.js';
    script.addEventListener('load', () => (window.Chart ? resolve(window.Chart) : reject(new Error('chart.js is not whole'))));
    script.addEventListener('error', () => {
      loading = undefined;
      script.remove();
      reject(new Error('chart.js could not be loaded'));
    });
    document.head.append(script);
  });
  return loading;
}

/** Chart.js's settings for a plot. */
export function configuration(plot: Plot, ink: Ink, isCalm: boolean): ChartConfiguration<'line' | 'bar', (number | null | { x: number; y: number | null })[]> {
  return {
    type: plot.kind,
    data: { ...(plot.axis.of === 'words' && { labels: [...plot.axis.places] }), datasets: datasets(plot, ink) },
    options: {
      responsive: true,
      maintainAspectRatio: false,
      ...(isCalm && { animation: false as const }),
      interaction: { mode: 'index', intersect: false },
      color: ink.text,
      scales: { x: across(plot, ink), y: { beginAtZero: plot.kind === 'bar', border: { display: false }, grid: { color: ink.grid }, ticks: { color: ink.text } } },
      plugins: {
        legend: { display: plot.series.length > 1, position: 'bottom', labels: { color: ink.text, usePointStyle: true, boxHeight: 7, padding: 18 } },
        tooltip: { usePointStyle: true, boxHeight: 7, padding: 10, callbacks: plot.axis.of === 'time' ? { title: titleOf } : {} },
      },
    },
  };
}

const titleOf = (items: TooltipItem<'line' | 'bar'>[]): string => timeInFull(items[0]?.parsed.x ?? 0);

function datasets({ kind, axis, series }: Plot, ink: Ink) {
  // Points on every value make a long line a caterpillar.
  const radius = axis.places.length > 60 ? 0 : 3;
  return series.map(({ name, values }, index) => {
    const colour = ink.series[index] ?? ink.text;
    const data = axis.of === 'words' ? [...values] : values.map((y, place) => ({ x: axis.places[place] ?? 0, y }));
    const shape = kind === 'bar' ? { borderRadius: 4, maxBarThickness: 44 } : { borderWidth: 2, pointRadius: radius, pointHoverRadius: 5, tension: 0.15, spanGaps: true };
    return { label: name, data, borderColor: colour, backgroundColor: colour, ...shape };
  });
}

function across({ axis }: Plot, ink: Ink): ScaleOptions<'linear' | 'category'> {
  const title = { display: true, text: axis.name, color: ink.text };
  const look = { border: { color: ink.grid }, grid: { display: false }, title };
  if (axis.of === 'words') return { type: 'category', ...look, ticks: { color: ink.text, maxRotation: 60, autoSkipPadding: 12 } };
  const span = (axis.places.at(-1) ?? 0) - (axis.places[0] ?? 0);
  if (axis.of === 'number' || span === 0) return { type: 'linear', bounds: 'data', ...look, ticks: { color: ink.text, callback: axis.of === 'time' ? (value) => timeInFull(Number(value)) : undefined } };
  return {
    type: 'linear',
    ...look,
    min: axis.places[0] ?? 0,
    max: axis.places.at(-1) ?? 0,
    ticks: { color: ink.text, maxRotation: 0, callback: (value) => timeLabel(Number(value), span) },
    afterBuildTicks: (scale) => {
      scale.ticks = timeTicks(scale.min, scale.max, Math.max(2, Math.floor(scale.width / 90))).map((value) => ({ value }));
    },
  };
}
