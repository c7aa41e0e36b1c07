import type { AgencyRow } from '../case-queries.ts';
import type { RankedAgency, RankedGroup, Ranking, RankingQuery } from './figure-queries.ts';
import { wilsonInterval } from './ratio.ts';
import type { SlaFigures } from './sla-figures.ts';

/** Fewer cases say little: with 30 the interval is still some 35 points wide. */
export const defaultMinimumCases = 30;

/** The same for each period, from figures grouped by periods and agency. */
export const rankedGroupsOf = (
  figures: readonly SlaFigures[],
  agencies: readonly AgencyRow[],
  how: Pick<RankingQuery, 'ratio' | 'reading' | 'minimumCases'>,
): readonly RankedGroup[] =>
  [...Map.groupBy(figures, ({ group: { agency: _, ...period } }) => JSON.stringify(period)).values()].map(
    (own) => {
      const { agency: _, ...group } = own[0]?.group ?? {};
      const { ripe, agencies: ranked } = rankingOf(own, agencies, how);
      return { group, ripe, agencies: ranked };
    },
  );

/** Agencies in the order of an on-time ratio, from figures grouped by agency. */
export const rankingOf = (
  figures: readonly SlaFigures[],
  agencies: readonly AgencyRow[],
  {
    ratio: name = 'onTimeOfDue',
    reading = 'in-force',
    minimumCases = defaultMinimumCases,
  }: Pick<RankingQuery, 'ratio' | 'reading' | 'minimumCases'>,
): Ranking => {
  const known = new Map(agencies.map((agency) => [agency.agencyId, agency]));
  const rows = figures.flatMap((figure) => {
    const { agency: agencyId } = figure.group;
    if (agencyId == null) return [];
    const ratio = (reading === 'original' ? figure.ratiosAgainstOriginal : figure.ratios)[name];
    const agency = known.get(agencyId);
    return {
      agencyId,
      name: agency?.name ?? null,
      kind: agency?.kind ?? null,
      ratio,
      interval: wilsonInterval(ratio),
      cases: figure.cases,
      open: figure.open,
    };
  });
  const isRanked = ({ ratio }: (typeof rows)[number]) => ratio.denominator >= Math.max(minimumCases, 1);
  const ranked = rows.filter(isRanked).sort(byRatio);
  const few = rows.filter((row) => !isRanked(row)).sort(byRatio);
  return {
    method: {
      ratio: name,
      reading,
      minimumCases,
      order: 'by the ratio, the highest first; equal ratios share a rank; below the minimum there is none',
      interval: 'Wilson score, 95 %: where two overlap, the order of the two may be chance',
    },
    ripe: figures.every(({ ripe }) => ripe),
    agencies: [...withRanks(ranked), ...few.map((row) => ({ ...row, rank: null }))],
  };
};

type Row = Omit<RankedAgency, 'rank'>;

const byRatio = (a: Row, b: Row): number =>
  (b.ratio.value ?? -1) - (a.ratio.value ?? -1) ||
  b.ratio.denominator - a.ratio.denominator ||
  (a.agencyId < b.agencyId ? -1 : 1);

const withRanks = (sorted: readonly Row[]): readonly RankedAgency[] => {
  const ranked: RankedAgency[] = [];
  for (const [index, row] of sorted.entries()) {
    const before = ranked.at(-1);
    const isEqual = before !== undefined && before.ratio.value === row.ratio.value;
    ranked.push({ ...row, rank: isEqual ? before.rank : index + 1 });
  }
  return ranked;
};
