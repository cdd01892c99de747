import type { Chart } from 'chart.js';
import { fetchPage } from '../api/calls.js';
import type { Connection } from '../api/connection.js';
import { choosePlot } from '../chart/choose.js';
import type { Plot } from '../chart/choose.js';
import { configuration, loadCharts } from '../chart/draw.js';
import type { Ink } from '../chart/draw.js';
import type { Shown } from '../state.js';
import { count } from '../text/format.js';
import { find } from './dom.js';

/** Rows that a chart takes: more than a screen has pixels for. */
const MOST_ROWS = 2_000;

/** The chart of the result on the screen; drawn when it is looked at, and again in another theme's colours. */
export class ChartView {
  readonly #connection: Connection;
  readonly #note = find('#chart-note');
  readonly #frame = find<HTMLElement>('#chart-frame');
  readonly #canvas = find<HTMLCanvasElement>('#chart');
  #chart: Chart | undefined;
  #plot: Plot | undefined;
  /** The result that the plot is of. */
  #of: number | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Shows the chart of a result, or says why there is none. @throws Refused */
  async show(shown: Shown): Promise<void> {
    if (this.#of === shown.id) return;
    this.#of = shown.id;
    this.#clear();
    this.#note.textContent = 'Drawing…';
    try {
      const fetched = shown.rows.length === shown.rowCount ? undefined : await fetchPage(this.#connection, shown.id, { offset: 0, limit: MOST_ROWS });
      const rows = fetched?.page.data.rows ?? shown.rows;
      const plot = choosePlot(shown.columns, rows);
      if (this.#of !== shown.id) return;
      this.#note.textContent = 'none' in plot ? plot.none : noteOn(plot, rows.length, shown.rowCount);
      if (!('none' in plot)) await this.#draw(plot);
    } catch (error) {
      this.#of = undefined;
      this.#note.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  /** The theme has changed. */
  async recolour(): Promise<void> {
    if (this.#plot) await this.#draw(this.#plot);
  }

  #clear(): void {
    this.#chart?.destroy();
    this.#chart = undefined;
    this.#plot = undefined;
    this.#frame.hidden = true;
  }

  async #draw(plot: Plot): Promise<void> {
    const Charts = await loadCharts();
    this.#clear();
    this.#plot = plot;
    this.#frame.hidden = false;
    this.#canvas.setAttribute('aria-label', describe(plot));
    this.#chart = new Charts(this.#canvas, configuration(plot, inkOf(this.#canvas), matchMedia('(prefers-reduced-motion: reduce)').matches));
  }
}

function noteOn({ omitted, kind }: Plot, drawn: number, all: number): string {
  const rows = drawn < all ? `The first ${count(drawn)} of ${count(all)} rows. ` : '';
  const left = omitted > 0 ? `${count(omitted)} more ${kind === 'bar' ? 'bars or columns' : 'lines'} are not shown.` : '';
  return rows + left;
}

const describe = ({ kind, axis, series }: Plot): string =>
  `${kind === 'line' ? 'Line' : 'Bar'} chart of ${series.map(({ name }) => name).join(', ')} by ${axis.name}; the table has the figures.`;

/** The theme's colours as they are now: registered properties are read as colours, not as the text that stands for them. */
function inkOf(element: Element): Ink {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name);
  return { text: colour('--chart-text'), grid: colour('--chart-grid'), series: [1, 2, 3, 4, 5, 6].map((n) => colour(`--series-${n}`)) };
}
