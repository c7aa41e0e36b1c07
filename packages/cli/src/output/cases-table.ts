import type { CaseRow, PublishedRow } from '@phananh/core/read-models';
import { shownIn } from './shown.ts';
import { table } from './table.ts';

/** Of a text as much as says what it is about. */
const longestText = 60;

/** Cases as people read them, one in a line. */
export const casesTable = (cases: readonly CaseRow[], zone: string): string => {
  const shown = shownIn(zone);
  const cell = (value: string | null): string => (value === null ? '–' : shown(value));
  return table(
    ['submitted', 'report', 'phase', 'with', 'category', 'area', 'due', 'verdict', 'text'],
    cases.map(
      ({
        submittedAt,
        reportId,
        phase,
        agencyId,
        category,
        areaCode,
        dueDay,
        dueProjected,
        verdict,
        text,
      }) => [
        shown(submittedAt),
        reportId,
        phase,
        cell(agencyId),
        cell(category),
        cell(areaCode),
        dueProjected ? `${cell(dueDay)} or later` : cell(dueDay),
        cell(verdict),
        inOneLine(text),
      ],
    ),
  );
};

/** The same of what was published. */
export const publishedTable = (rows: readonly PublishedRow[], zone: string): string => {
  const shown = shownIn(zone);
  const cell = (value: string | null): string => (value === null ? '–' : shown(value));
  return table(
    ['published', 'submitted', 'report', 'phase', 'category', 'area', 'supporters', 'text'],
    rows.map(({ publishedAt, submittedAt, reportId, phase, category, areaCode, supporters, text }) => [
      cell(publishedAt),
      shown(submittedAt),
      reportId,
      phase,
      cell(category),
      cell(areaCode),
      String(supporters),
      inOneLine(text),
    ]),
  );
};

const inOneLine = (text: CaseRow['text']): string => {
  if (text === null) return '–';
  if (typeof text !== 'string') return '(erased)';
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > longestText ? `${line.slice(0, longestText)}…` : line;
};
