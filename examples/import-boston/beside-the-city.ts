import type { Instant } from '@phananh/core';
import { caseFactsTable, type Ratio, type ReadModels, type SlaFigures } from '@phananh/core/read-models';

/** The file of 2015 was made between 22:53 of 12 January 2016 and 08:02 of the next day, in Boston: see the README. */
export const fileTakenAt: Instant = '2016-01-13T04:00:00.000Z';

type Verdict = keyof SlaFigures['counts'];

/** Cases with the same word of the city and the same verdict of ours. */
export interface Compared {
  /** `OnTime_Status` of the file; empty: none. */
  readonly flag: string;
  readonly verdict: Verdict;
  readonly cases: number;
  /** Undefined: both say the same. */
  readonly reason: string | undefined;
}

export interface BesideTheCity {
  readonly asOf: Instant;
  readonly cases: number;
  readonly compared: readonly Compared[];
  /** On time by the city's flag, of all that it has a flag for. */
  readonly byTheCity: Ratio;
  readonly ours: Pick<SlaFigures['ratios'], 'onTimeOfDecided' | 'onTimeOfDue' | 'onTimeOfAll'>;
}

interface Row {
  readonly flag: string;
  readonly dueAt: string | null;
  readonly decidedAt: string | null;
}

/** The city's own word on each case beside our verdict at the moment when the file was taken, and why they differ. */
export const besideTheCity = async (models: ReadModels, asOf = fileTakenAt): Promise<BesideTheCity> => {
  const now = new Date().toISOString();
  const [figures] = await models.sla({ cohort: 'submitted', asOf, now });
  if (figures === undefined) throw new TypeError('without groups there is one figure');
  const counts = new Map<string, { readonly row: Row; readonly verdict: Verdict; cases: number }>();
  for await (const row of rowsOf(models)) {
    const verdict = verdictOf(row, asOf);
    const name = `${row.flag} ${verdict}`;
    const known = counts.get(name);
    if (known === undefined) counts.set(name, { row, verdict, cases: 1 });
    else known.cases += 1;
  }
  const compared = [...counts.values()].map(({ row, verdict, cases }) => ({
    flag: row.flag,
    verdict,
    cases,
    reason: reasonOf(row.flag, verdict),
  }));
  compared.sort(
    (a, b) => Number(b.reason === undefined) - Number(a.reason === undefined) || b.cases - a.cases,
  );
  const { onTimeOfDecided, onTimeOfDue, onTimeOfAll } = figures.ratios;
  return {
    asOf,
    cases: figures.cases,
    compared,
    byTheCity: flaggedOnTime(compared),
    ours: { onTimeOfDecided, onTimeOfDue, onTimeOfAll },
  };
};

async function* rowsOf(models: ReadModels): AsyncGenerator<Row> {
  const columns = caseFactsTable.columns.filter(({ name }) =>
    ['case_number', 'legacy_status', 'due_at', 'decided_at'].includes(name),
  );
  const place = (name: string) => columns.findIndex((column) => column.name === name);
  const snapshot = models.snapshot();
  try {
    for await (const page of snapshot.pages({ ...caseFactsTable, columns }, 'key'))
      for (const cells of page) {
        const text = (name: string) => cells[place(name)]?.toString() ?? null;
        yield {
          flag: text('legacy_status') ?? '',
          dueAt: text('due_at'),
          decidedAt: text('decided_at'),
        };
      }
  } finally {
    snapshot.release();
  }
}

/** Straight from the instants of the file: a second way to the verdicts that the figures count. */
const verdictOf = ({ dueAt, decidedAt }: Row, asOf: Instant): Verdict => {
  if (dueAt === null) return 'no-term';
  if (decidedAt !== null) return decidedAt < dueAt ? 'on-time' : 'late';
  return asOf < dueAt ? 'open' : 'overdue';
};

/** Why the city's flag says something else than our verdict; `unexplained` for what we have not understood. */
const reasonOf = (flag: string, verdict: Verdict): string | undefined => {
  if (flag === '') return 'the city has no word on it, though it has a target';
  if (flag === 'OVERDUE') return verdict === 'late' || verdict === 'overdue' ? undefined : 'unexplained';
  if (flag !== 'ONTIME') return 'unexplained';
  if (verdict === 'on-time') return undefined;
  if (verdict === 'no-term') return 'no target: what cannot be late is on time for the city, open or closed';
  if (verdict === 'open') return 'still open within its target: on time for the city, undecided for us';
  return 'unexplained';
};

const flaggedOnTime = (compared: readonly Compared[]): Ratio => {
  const sum = (of: readonly Compared[]) => of.reduce((cases, one) => cases + one.cases, 0);
  const numerator = sum(compared.filter(({ flag }) => flag === 'ONTIME'));
  const denominator = sum(compared.filter(({ flag }) => flag !== ''));
  return { numerator, denominator, value: denominator === 0 ? null : numerator / denominator };
};
