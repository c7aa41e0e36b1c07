import { type Result, type Row, rowsOf } from './summary.ts';

const headings = {
  subject: '',
  median: 'median',
  range: 'min–max',
  ratio: 'first row is × this',
  bars: 'our bar',
  notes: 'in force',
} as const satisfies { readonly [Column in keyof Row]: string };

const columns = ['subject', 'median', 'range', 'ratio', 'bars', 'notes'] as const;

/** A result as a section of a Markdown page; it reads well in a terminal too. */
export const section = (result: Result): string => {
  const { benchmark, runs, skipped } = result;
  const heading = `### ${benchmark.name}\n\n${benchmark.workload}\n`;
  if (skipped !== undefined) return `${heading}\nSkipped: ${skipped}.\n`;
  const rows = [headings, ...rowsOf(result)];
  const widths = columns.map((column) => Math.max(3, ...rows.map((row) => cell(row[column]).length)));
  const line = (row: { readonly [Column in keyof Row]: string }) =>
    `| ${columns.map((column, index) => cell(row[column]).padEnd(widths[index] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [head = headings, ...body] = rows;
  return `${heading}\n${[line(head), rule, ...body.map(line)].join('\n')}\n\nRuns: ${runs.length}.\n`;
};

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
