/** Columns of text under their headings; numbers are aligned to the right. */
export const table = (headings: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = headings.map((heading, column) =>
    Math.max(width(heading), ...rows.map((row) => width(row[column] ?? ''))),
  );
  const isNumeric = headings.map((_, column) => rows.every((row) => /^[-–\d(]/.test(row[column] ?? '–')));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const padding = ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(cell)));
        return isNumeric[column] ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((each) => '─'.repeat(each)).join('  ');
  return [line(headings), rule, ...rows.map(line)].join('\n');
};

/** Characters as a terminal counts them: Vietnamese letters can be several code points. */
const width = (text: string): number => [...new Intl.Segmenter().segment(text)].length;

/** Names before values, aligned. */
export const pairs = (entries: readonly (readonly [string, string])[]): string => {
  const longest = Math.max(...entries.map(([name]) => width(name)));
  return entries.map(([name, value]) => `${name.padEnd(longest)}  ${value}`).join('\n');
};

export const grouped = (number: number): string => number.toLocaleString('en-US');

/** A number with what is counted: `1 stream`, `1,200 streams`. */
export const counted = (number: number, what: string): string =>
  `${grouped(number)} ${what}${number === 1 ? '' : 's'}`;

/** Numbers under each other, each behind the name of what it counts. */
export const countRows = (counts: Iterable<readonly [string, number]>): string =>
  pairs(Array.from(counts, ([name, count]) => [name, grouped(count).padStart(11)] as const));
