import { type Html, html } from '../frame/html.ts';

/** Drawings of figures. Across they are in per cent, down in pixels: they take the width that there is, and their letters stay as large as they are. */

interface Bar {
  /** From 0 to 1 of the width. */
  readonly share: number | null;
  /** Of the look: `first`, `second`, `third`. */
  readonly series: Series;
  /** The ends of an interval, from 0 to 1. */
  readonly interval?: { readonly low: number; readonly high: number } | null;
}

export interface BarRow {
  readonly label: string;
  /** What the bars say, in words. */
  readonly value: string;
  readonly bars: readonly Bar[];
  /** Whether the bars stand one behind the other in one line. */
  readonly isStacked?: boolean;
}

type Series = 'first' | 'second' | 'third';

export interface Drawn {
  readonly title: string;
  readonly legend: readonly { readonly series: Series; readonly label: string }[];
  /** Beneath. */
  readonly note?: string | undefined;
}

const mostBars = 40;
const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`;

/** Horizontal bars, each group with its name above: as text of the page, which takes a second line where one is too short for name and value. */
export const barChart = (rows: readonly BarRow[], drawn: Drawn): Html =>
  framed(
    drawn,
    html`<div role="img" aria-label=${drawn.title} class="bar-rows">${rows.slice(0, mostBars).map(
      (row) => html`<div class="bar-row">
        <p><span>${row.label}</span> <strong>${row.value}</strong></p>
        ${barsOf(row)}
      </div>`,
    )}</div>`,
  );

const thick = 11;

const barsOf = ({ bars, isStacked = false }: BarRow): Html => {
  const height = (isStacked ? 1 : bars.length) * thick;
  return html`<svg width="100%" height=${height}>
    <rect class="track" x="0" y="0" width="100%" height=${height} rx="3" />
    ${bars.map(({ share, series, interval }, place) => {
      const y = isStacked ? 0 : place * thick;
      const before = isStacked ? bars.slice(0, place).reduce((sum, bar) => sum + (bar.share ?? 0), 0) : 0;
      return html`
        ${share === null ? null : html`<rect class=${`bar ${series}`} x=${percent(before)} y=${y} width=${percent(share)} height=${thick - 1} rx="2" />`}
        ${
          interval == null
            ? null
            : html`<line class="interval" x1=${percent(interval.low)} x2=${percent(interval.high)} y1=${y + 5} y2=${y + 5} />
              <line class="interval" x1=${percent(interval.low)} x2=${percent(interval.low)} y1=${y} y2=${y + 10} />
              <line class="interval" x1=${percent(interval.high)} x2=${percent(interval.high)} y1=${y} y2=${y + 10} />`
        }`;
    })}
  </svg>`;
};

export interface Line {
  readonly series: Series;
  /** One for each point across; null: none there. */
  readonly values: readonly (number | null)[];
}

export interface Across {
  readonly labels: readonly string[];
  /** The height of the whole drawing, in the unit of the values. */
  readonly top: number;
  readonly textOf: (value: number) => string;
  /** Points across that say little yet: they are drawn hollow, and what leads to them is thin. */
  readonly unsettled?: readonly boolean[];
}

/** Lines over time. */
export const lineChart = (
  lines: readonly Line[],
  { labels, top, textOf, unsettled = [] }: Across,
  drawn: Drawn,
): Html => {
  const [above, plot] = [22, 190];
  const x = (at: number): number => (labels.length === 1 ? 0.5 : 0.02 + (0.96 * at) / (labels.length - 1));
  const y = (value: number): number => Math.round((above + plot - (plot * value) / top) * 10) / 10;
  const steps = [0, 0.25, 0.5, 0.75, 1];
  const marks = marksOf(labels.length);
  const content: Html = [
    steps.map(
      (step) => html`<g><line class="grid-line" x1="0" x2="100%" y1=${y(step * top)} y2=${y(step * top)} />
        <text class="axis" x="0" y=${y(step * top) - 4}>${textOf(step * top)}</text></g>`,
    ),
    marks.map(
      (at) =>
        html`<text class="axis" x=${percent(x(at))} y=${above + plot + 18} text-anchor=${labels.length === 1 ? 'middle' : at === 0 ? 'start' : at === labels.length - 1 ? 'end' : 'middle'}>${labels[at]}</text>`,
    ),
    lines.map(({ series, values }) =>
      values.map((value, at) => {
        if (value === null) return null;
        const next = values[at + 1];
        const [isOpen, leadsToOpen] = [unsettled[at] === true, unsettled[at + 1] === true];
        return html`
          ${next == null ? null : html`<line class=${`line ${series}${leadsToOpen ? ' unsettled' : ''}`} x1=${percent(x(at))} y1=${y(value)} x2=${percent(x(at + 1))} y2=${y(next)} />`}
          ${values.length > 45 && !isOpen ? null : html`<circle class=${`dot ${series}${isOpen ? ' unsettled' : ''}`} cx=${percent(x(at))} cy=${y(value)} r="4"><title>${labels[at]}: ${textOf(value)}</title></circle>`}`;
      }),
    ),
  ];
  return framed(
    drawn,
    html`<svg role="img" aria-label=${drawn.title} width="100%" height=${above + plot + 26}>${content}</svg>`,
  );
};

/** Where names stand beneath: the first, the last, and few between. */
const marksOf = (points: number): readonly number[] => {
  const most = Math.min(points, 4);
  return most <= 1
    ? [0]
    : [...new Set(Array.from({ length: most }, (_, at) => Math.round((at * (points - 1)) / (most - 1))))];
};

const framed = ({ title, legend, note }: Drawn, drawing: Html): Html => html`
  <figure class="chart">
    <figcaption>${title}</figcaption>
    ${legend.length < 2 ? null : html`<ul class="legend">${legend.map(({ series, label }) => html`<li><span class=${`swatch ${series}`}></span>${label}</li>`)}</ul>`}
    ${drawing}
    ${note === undefined ? null : html`<p class="fine">${note}</p>`}
  </figure>
`;

/** A number that is not below the greatest of these, and of which a quarter is a whole one. */
export const roundTop = (values: readonly number[]): number => {
  const most = Math.max(4, ...values);
  if (most <= 12) return 4 * Math.ceil(most / 4);
  const unit = 10 ** Math.floor(Math.log10(most));
  return [2, 4, 6, 8, 10, 20].map((times) => times * unit).find((one) => one >= most) ?? most;
};
