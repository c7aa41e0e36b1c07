import { z } from 'zod';
import { type Instant, severalOf, wholeNumber } from '../../engine/index.ts';
import { AgencyId, clockNames, type ReportPhase, reportPhases } from '../../report/index.ts';
import { verdicts } from '../../sla/index.ts';
import { moment } from '../moment.ts';
import { several, severalOrNone } from '../several.ts';
import { caseRoles, caseSorts } from './case-queries.ts';
import { mostRows } from './normal-query.ts';

/** What can be asked of worklists, as a query string says it. */

const isPhase = (name: string): name is ReportPhase => Object.hasOwn(reportPhases, name);
const [firstPhase = 'submitted', ...otherPhases] = Object.keys(reportPhases).filter(isPhase);

/** In the order of the lifecycle, as a query string names them. */
export const phaseNames: readonly [ReportPhase, ...ReportPhase[]] = [firstPhase, ...otherPhases];

const degrees = z
  .string()
  .regex(
    /^-?[0-9]{1,3}(?:\.[0-9]{1,12})?(?:,-?[0-9]{1,3}(?:\.[0-9]{1,12})?){3}$/,
    'not west,south,east,north',
  )
  .transform((bbox) => {
    const [west = 0, south = 0, east = 0, north = 0] = bbox.split(',').map(Number);
    return { west, south, east, north };
  })
  .pipe(
    z
      .object({
        west: z.number().min(-180).max(180),
        south: z.number().min(-90).max(90),
        east: z.number().min(-180).max(180),
        north: z.number().min(-90).max(90),
      })
      .refine(({ west, south, east, north }) => west <= east && south <= north, 'the corners are reversed'),
  );

const name = z.string().min(1).max(120);

/** The parameters by which cases are filtered. Repeated, any of the values will do. */
export const caseFilterParameters = (startOf: (day: string) => Instant) =>
  ({
    phase: severalOf(phaseNames)
      .optional()
      .describe(`One or several, with commas: ${phaseNames.join(', ')}.`),
    agencyId: severalOrNone(AgencyId).describe(
      'Of these agencies; empty: of none. An unknown one is refused.',
    ),
    role: z
      .enum(caseRoles)
      .optional()
      .describe(
        'What the agency is to the cases: `responsible`, it has them, or `supporting`, it supports the one that has them (`supporting` of each case). Absent: for an officer of the agency either, for others `responsible`. Needs `agencyId` but for an officer.',
      ),
    category: severalOrNone(name).describe('Of these categories; empty: of none.'),
    label: severalOrNone(name).describe('With any of these labels; empty: with none.'),
    areaCode: severalOrNone(name).describe('Of these areas; empty: of none.'),
    channel: several(name).describe('By these channels.'),
    priority: several(z.enum(['normal', 'urgent'])).describe('Of these priorities.'),
    procedure: several(name).describe('Of these procedures.'),
    verdict: severalOf(verdicts)
      .optional()
      .describe(`Of the overall clock, now. One or several, with commas: ${verdicts.join(', ')}.`),
    awaiting: z
      .enum(['true', 'false'])
      .transform((word) => word === 'true')
      .optional()
      .describe('Whether a question to the citizen is open.'),
    bbox: degrees
      .optional()
      .describe(
        'west,south,east,north in degrees, WGS 84. Leaves out cases without coordinates: their lat and lng are null.',
      ),
    submittedFrom: moment(startOf).optional().describe('At or after: an instant, or a day.'),
    submittedTo: moment(startOf).optional().describe('Before: an instant, or a day.'),
  }) as const;

/** By which clock cases of worklists are due. */
const dueParameters = (startOf: (day: string) => Instant) =>
  ({
    dueBefore: moment(startOf)
      .optional()
      .describe(
        'Whose last day in time is before this day: with a clock that runs and will be late at this moment, an instant or the beginning of a day. What is overdue already is among them.',
      ),
    clock: severalOf(clockNames)
      .optional()
      .describe(
        `Which clocks \`dueBefore\` looks at, one or several, with commas: ${clockNames.join(', ')}. Default: overall.`,
      ),
  }) as const;

export const wordsParameter = z
  .string()
  .min(1)
  .max(200)
  .optional()
  .describe(
    'Words of the text, with or without diacritics: every word must occur, those in quotes next to each other; the last one may be a beginning.',
  );

export const cursorParameter = z.string().min(1).max(1_000).optional().describe('As `nextCursor` gave it.');

/** The parameters of a worklist. @param startOf where a day begins */
export const worklistParameters = (startOf: (day: string) => Instant) =>
  z.strictObject({
    ...caseFilterParameters(startOf),
    ...dueParameters(startOf),
    disputedFrom: moment(startOf)
      .optional()
      .describe(
        'Whose result was disputed at or after: an instant, or a day. Of several disputes of a round the last one counts. For whom disputes are not theirs to see there are none.',
      ),
    disputedTo: moment(startOf).optional().describe('Before: an instant, or a day.'),
    officer: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe(
        'Cases that one officer of the agency took or was handed, also a suspended one. For whom officers are not theirs to see there are none.',
      ),
    reporterId: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe(
        'Cases that one citizen reported. For whom reporters are not theirs to see there are none; a citizen has their own alone.',
      ),
    taken: z
      .enum(['true', 'false'])
      .transform((word) => word === 'true')
      .optional()
      .describe(
        'Whether an officer of the agency took it or was handed it. For whom officers are not theirs to see there are none.',
      ),
    q: wordsParameter,
    sort: z.enum(caseSorts).optional(),
    limit: wholeNumber({ min: 1, max: mostRows.cases }).optional(),
    cursor: cursorParameter,
  });
