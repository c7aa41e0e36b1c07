import { dayNumberOf, dayOfNumber, type LocalDay, weekdayOf } from '@phananh/core/calendar';
import type { Language } from '@phananh/core/sla';

/** Months drawn for a terminal, weeks from Monday. */

const weekdays = {
  en: ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'],
  vi: ['T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'CN'],
} as const;

export interface GridOptions {
  readonly language: Language;
  /** Characters of a day with its mark. */
  readonly cell: number;
  /** What stands behind the number of a day; undefined leaves the day out. */
  readonly markOf: (day: LocalDay) => string | undefined;
}

/** The lines of a month: its name, the weekdays, and a line for each week, all of the same width. */
export const monthLines = (month: string, { language, cell, markOf }: GridOptions): readonly string[] => {
  const width = cell * 7;
  const first = dayNumberOf(`${month}-01`);
  const leading = (weekdayOf(first) + 6) % 7;
  const cells: string[] = Array.from({ length: leading }, () => ' '.repeat(cell));
  for (let number = first; dayOfNumber(number).startsWith(month); number++) {
    const day = dayOfNumber(number);
    const mark = markOf(day);
    cells.push(
      mark === undefined ? ' '.repeat(cell) : `${Number(day.slice(8))}`.padStart(2).concat(mark).padEnd(cell),
    );
  }
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) =>
    cells.slice(week * 7, week * 7 + 7).join(''),
  );
  return [nameOf(month, language), weekdays[language].map((name) => name.padEnd(cell)).join(''), ...weeks]
    .filter((line, index) => index < 2 || line.trim() !== '')
    .map((line) => line.padEnd(width));
};

const nameOf = (month: string, language: Language): string => {
  const [year, number] = month.split('-').map(Number);
  if (language === 'vi') return `Tháng ${number}/${year}`;
  return new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    Date.parse(`${month}-01T00:00:00Z`),
  );
};

/** Blocks of lines side by side. */
export const sideBySide = (blocks: readonly (readonly string[])[], gap: string): readonly string[] => {
  const height = Math.max(...blocks.map((block) => block.length));
  const widths = blocks.map((block) => Math.max(...block.map((line) => line.length)));
  return Array.from({ length: height }, (_, row) =>
    blocks
      .map((block, column) => (block[row] ?? '').padEnd(widths[column] ?? 0))
      .join(gap)
      .trimEnd(),
  );
};

/** The months from one day's to another's: `2026-02`, … */
export const monthsBetween = (from: LocalDay, to: LocalDay): readonly string[] => {
  const months: string[] = [];
  for (let number = dayNumberOf(from); number <= dayNumberOf(to); number++) {
    const month = dayOfNumber(number).slice(0, 7);
    if (months.at(-1) !== month) months.push(month);
  }
  return months;
};
