import { z } from 'zod';
import { countedFrom, type Instant, instant, parseQuery } from '../../engine/index.ts';
import { normalTelephone, Telephone } from '../../report/index.ts';
import { mostListedRows } from '../list.ts';
import { moment } from '../moment.ts';
import { mostCountsAtOnce } from './case-queries.ts';
import { deepestZoom } from './cluster-queries.ts';
import type { QuestionName, Questions } from './questions.ts';

/** Most rows of a page. */
export const mostRows = { cases: 200, published: 200, slaCases: 1_000, gamingSignals: 1_000 } as const;

const limit = (most: number) => countedFrom(1, most).optional();

/** What of each question is checked, whoever asks: what is compared as text, and how much is answered. */
const checkedOf = (startOf: (day: string) => Instant) => {
  const at = moment(startOf).optional();
  const range = { from: at, to: at };
  const times = { asOf: instant().optional(), knownAt: instant().optional(), now: instant() };
  const figure = z.looseObject({ ...range, ...times });
  const cases = z.looseObject({
    // Of exports, whose filters are those of worklists.
    ...range,
    submittedFrom: at,
    submittedTo: at,
    dueBefore: at,
    disputedFrom: at,
    disputedTo: at,
    now: instant(),
    limit: limit(mostRows.cases),
  });
  return {
    cases,
    casesOfTelephone: z.looseObject({
      telephone: Telephone.transform(normalTelephone),
      now: instant(),
      limit: limit(mostRows.cases),
    }),
    caseCount: cases,
    caseCounts: z.object({ of: z.array(cases).max(mostCountsAtOnce) }),
    published: cases.extend({ limit: limit(mostRows.published) }),
    clusters: cases.extend({ zoom: z.int().min(0).max(deepestZoom) }),
    sla: figure,
    slaCases: figure.extend({ limit: limit(mostRows.slaCases) }),
    durations: figure,
    ranking: figure,
    satisfaction: figure,
    penalties: figure,
    backlog: z.looseObject({ from: z.iso.date(), to: z.iso.date(), ...times }),
    gamingSignals: z.looseObject({ ...range, limit: limit(mostRows.gamingSignals) }),
    list: z.looseObject({ now: instant(), limit: limit(mostListedRows) }),
    counts: z.looseObject({ now: instant() }),
  } satisfies { readonly [Name in QuestionName]: z.ZodType };
};

/** A question in the one form in which it is answered: instants in UTC, days as where they begin, names in NFC. */
export type NormalQuery = <Name extends QuestionName>(name: Name, query: Questions[Name]) => Questions[Name];

/**
 * @param startOf where a day begins in the calendar of the read models
 * @returns throws {@link InvalidQuery} for what is no moment, and for a page of no rows or of too many
 */
export const normalQuery = (startOf: (day: string) => Instant): NormalQuery => {
  const checked: { readonly [Name in QuestionName]: z.ZodType } = checkedOf(startOf);
  // A loose object gives what it was given, with the fields above as they are compared.
  return <Name extends QuestionName>(name: Name, query: Questions[Name]) =>
    parseQuery(checked[name], query) as Questions[Name];
};
