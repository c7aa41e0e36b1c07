import type { Actor, Instant, SlaPolicy } from '@phananh/core';
import { Forbidden, keptBy, severalOf, wholeNumber } from '@phananh/core/engine';
import {
  type BacklogQuery,
  type CohortCasesQuery,
  type CohortQuery,
  caseMarks,
  caseSorts,
  type GamingSignalName,
  gamingSignals,
  happenings,
  mostRows,
  onTimeRatioNames,
  phaseNames,
  type RankingQuery,
  rankingPeriods,
  roundGrades,
  type SatisfactionQuery,
  type SignalQuery,
  type SlaQuery,
  severalOrNone,
  type Within,
} from '@phananh/core/read-models';
import { AgencyId } from '@phananh/core/reports';
import { readings, verdicts } from '@phananh/core/sla';
import { z } from 'zod';
import { afterParameter } from '../queries/after.ts';
import type { Given } from '../queries/parse-query.ts';
import {
  cohortOf,
  cohortParameters,
  groupByParameter,
  rangeParameters,
  timeParameters,
  timesOf,
  withinOf,
  withinParameters,
} from './parameters.ts';

/** What is asked of figures: the parameters of each question, and the question that they ask. */

type StartOf = (day: string) => Instant;
type Of<Schema extends (startOf: StartOf) => z.ZodType> = Given<z.output<ReturnType<Schema>>>;

export const slaParameters = keptBy((startOf: StartOf) =>
  z.strictObject({
    ...cohortParameters(startOf),
    groupBy: groupByParameter,
    durations: z
      .enum(['true', 'false'])
      .default('false')
      .describe(
        'Also median and ninth decile of days at the centre, at the agency, waiting for the citizen.',
      ),
  }),
);

export const slaQueryFor = (
  { groupBy, durations: _, ...parameters }: Of<typeof slaParameters>,
  now: Instant,
): SlaQuery => ({ ...cohortOf(parameters, now), ...(groupBy && { groupBy }) });

export const slaCasesParameters = keptBy((startOf: StartOf) =>
  z.strictObject({
    ...cohortParameters(startOf),
    phase: severalOf(phaseNames)
      .optional()
      .describe(`Only those that were in these phases at the moment: ${phaseNames.join(', ')}.`),
    verdict: severalOf(verdicts)
      .optional()
      .describe(`Only with these verdicts: ${verdicts.join(', ')}.`),
    againstOriginal: severalOf(readings)
      .optional()
      .describe(`Only with these, extensions left out of account: ${readings.join(', ')}.`),
    mark: severalOf(caseMarks)
      .optional()
      .describe(
        `Only those to which all of this happened, as the other ratios count it: ${caseMarks.join(', ')}.`,
      ),
    happened: severalOf(happenings)
      .optional()
      .describe(
        `Instead of \`cohort\`: those to which any of this happened from \`from\` until before \`to\`: ${happenings.join(', ')}. The numbers of \`/v1/satisfaction\` and \`/v1/penalties\` count rounds and decisions; a case with several stands once.`,
      ),
    grade: severalOf(roundGrades)
      .optional()
      .describe(
        `With \`happened=published\`: only with these grades of the round: ${roundGrades.join(', ')}.`,
      ),
    sort: z
      .enum(caseSorts)
      .optional()
      .describe('In this order; absent: in the one in which they came into the log.'),
    limit: wholeNumber({ min: 1, max: mostRows.slaCases }).optional(),
    cursor: z.string().min(1).max(1_000).optional().describe('As `nextCursor` gave it.'),
  }),
);

/** @throws {@link Forbidden} when an officer asks for the cases of another agency */
export const slaCasesQueryFor = (
  reader: Actor,
  {
    phase,
    verdict,
    againstOriginal,
    mark,
    happened,
    grade,
    sort,
    limit,
    cursor,
    ...parameters
  }: Of<typeof slaCasesParameters>,
  now: Instant,
): CohortCasesQuery => ({
  ...chargedTo(reader, cohortOf(parameters, now)),
  reader,
  ...(phase && { phase }),
  ...(verdict && { verdict }),
  ...(againstOriginal && { againstOriginal }),
  ...(mark && { mark }),
  ...(happened && { happened }),
  ...(grade && { grade }),
  ...(sort !== undefined && { sort }),
  ...(limit !== undefined && { limit }),
  ...(cursor !== undefined && { cursor }),
});

const chargedTo = ({ kind, agencyId }: Actor, cohort: CohortQuery): CohortQuery => {
  if (kind !== 'agency') return cohort;
  const asked: Within = cohort.within ?? {};
  if (agencyId === undefined || (asked.agency !== undefined && asked.agency !== agencyId))
    throw new Forbidden('the cases of another agency are not listed', { visible: true });
  return { ...cohort, within: { ...asked, agency: agencyId } };
};

export const rankingParameters = keptBy((startOf: StartOf) =>
  z.strictObject({
    ...cohortParameters(startOf),
    ratio: z.enum(onTimeRatioNames).default('onTimeOfDue').describe('By which ratio.'),
    reading: z
      .enum(['in-force', 'original'])
      .default('in-force')
      .describe('Whether an extension that was granted counts.'),
    minimumCases: wholeNumber({ min: 0 }).default(30).describe('Below it an agency has no rank.'),
    groupBy: severalOf(rankingPeriods, { most: 1 })
      .optional()
      .describe('Also for each of these: month, quarter or year.'),
  }),
);

export const rankingQueryFor = (
  { ratio, reading, minimumCases, groupBy, ...parameters }: Of<typeof rankingParameters>,
  now: Instant,
): RankingQuery => ({
  ...cohortOf(parameters, now),
  ratio,
  reading,
  minimumCases,
  ...(groupBy && { groupBy }),
});

/** Of satisfaction and of fines: what happened in a time. */
export const happenedParameters = keptBy((startOf: StartOf) =>
  z.strictObject({
    ...rangeParameters(startOf),
    ...withinParameters,
    ...timeParameters,
    groupBy: groupByParameter,
  }),
);

export const happenedQueryFor = (
  { groupBy, ...parameters }: Of<typeof happenedParameters>,
  now: Instant,
): SatisfactionQuery => {
  const within = withinOf(parameters);
  return { ...timesOf(parameters), ...(groupBy && { groupBy }), ...(within && { within }), now };
};

export const backlogParameters = () =>
  z.strictObject({
    from: z.iso.date().optional().describe('First day. Default: 30 days before the last.'),
    to: z.iso.date().optional().describe('Last day. Default: that of the moment, as it is then.'),
    agencyId: severalOrNone(AgencyId).describe(
      'Only what was with these agencies then; empty: with none. An unknown one is refused.',
    ),
    label: severalOrNone(z.string().max(120)).describe(
      'Only what had any of these labels then; empty: what had none.',
    ),
    ...timeParameters,
    after: afterParameter,
  });

export const backlogQueryFor = (
  { after: _, from, to, agencyId, label, ...times }: Of<typeof backlogParameters>,
  now: Instant,
  { dayOf, addCalendarDays }: SlaPolicy['calendar'],
): BacklogQuery => {
  const last = to ?? dayOf(momentOf({ ...times, now }));
  return {
    from: from ?? addCalendarDays(last, -30),
    to: last,
    ...times,
    ...(agencyId !== undefined && { agencyId }),
    ...(label !== undefined && { label }),
    now,
  };
};

// The keys of the table.
const [first = 'closed-and-reopened', ...others] = Object.keys(gamingSignals) as GamingSignalName[];
export const signalNames: readonly [GamingSignalName, ...GamingSignalName[]] = [first, ...others];

export const signalParameters = keptBy((startOf: StartOf) =>
  z.strictObject({
    ...rangeParameters(startOf),
    signal: severalOf([first, ...others])
      .optional()
      .describe(`One or several, with commas: ${signalNames.join(', ')}.`),
    agency: withinParameters.agency,
    category: withinParameters.category,
    label: withinParameters.label,
    area: withinParameters.area,
    limit: wholeNumber({ min: 1, max: mostRows.gamingSignals }).optional(),
    cursor: z.string().min(1).max(1_000).optional().describe('As `nextCursor` gave it.'),
  }),
);

export const signalQueryFor = ({
  after: _,
  agency,
  category,
  label,
  area,
  ...query
}: Of<typeof signalParameters>): SignalQuery => ({
  ...query,
  ...(agency !== undefined && { agencyId: agency.map(orNone) }),
  ...(category !== undefined && { category: category.map(orNone) }),
  ...(label !== undefined && { label: label.map(orNone) }),
  ...(area !== undefined && { areaCode: area.map(orNone) }),
});

/** An empty parameter asks for those that have none. */
const orNone = (value: string): string | null => (value === '' ? null : value);

/** The moment that figures are of. */
export const momentOf = ({
  asOf,
  knownAt,
  now,
}: {
  readonly asOf?: Instant | undefined;
  readonly knownAt?: Instant | undefined;
  readonly now: Instant;
}): Instant => asOf ?? knownAt ?? now;
