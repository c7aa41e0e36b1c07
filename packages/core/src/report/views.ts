import { isList, type JsonObject, type JsonValue, type RecordedEvent, type View } from '../engine/index.ts';
import { reportEvents } from './events.ts';
import { cutPlace, publicPlace } from './place.ts';
import { shownTrackingCode } from './tracking-code.ts';
import type { ReportAudience, ReportTypes } from './types.ts';
import {
  forAuditors,
  forEverybody,
  forFigures,
  forNeighbours,
  forOfficers,
  forTheCentre,
  forTheReporter,
} from './view-audiences.ts';
import { type Fact, type FactName, facts } from './view-facts.ts';

const viewOf = (
  names: readonly FactName[],
  rules: Omit<View<ReportTypes>, 'state' | 'events'>,
): View<ReportTypes> => {
  const chosen: readonly Fact[] = names.map((name) => facts[name]);
  const types = Object.entries(reportEvents).filter(([type]) =>
    chosen.some(({ events = {} }) => Object.hasOwn(events, type)),
  );
  const fieldsOf = (type: string): readonly string[] =>
    chosen.flatMap(({ events = {} }) => Object.entries(events).find(([name]) => name === type)?.[1] ?? []);
  const seesClocks = names.includes('clocks');
  return {
    state: chosen.flatMap(({ state = [] }) => state),
    // Of facts, each of which names fields of its event.
    events: Object.fromEntries(
      types.map(([type, { schema }]) => [
        type,
        [...new Set([...fieldsOf(type), ...(seesClocks && 'clocks' in schema.shape ? ['clocks'] : [])])],
      ]),
    ) as View<ReportTypes>['events'],
    ...rules,
    ...(names.includes('trackingCode') && { shows: { ...rules.shows, trackingCode: shownCode } }),
  };
};

/** One form wherever it is shown, though events and states have it in two. */
const shownCode = (code: JsonValue): JsonValue => (typeof code === 'string' ? shownTrackingCode(code) : code);

const isInternalComment = ({ type, data }: RecordedEvent): boolean =>
  type === 'commented' && data.audience === 'internal';

type Show = NonNullable<View<ReportTypes>['shows']>[string];

const isRecord = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !isList(value);

/** A result that only the reporter was to see stays so when a later one is published for all. */
const isForTheReporterOnly = (publication: JsonValue): boolean =>
  typeof publication === 'object' &&
  publication !== null &&
  'visibility' in publication &&
  publication.visibility === 'reporter-only';

const roundedPlace = { location: cutPlace };

const placeForAll = {
  location: publicPlace,
  // An event that names an area by itself is of the office.
  areaCode: (area: JsonValue, { areaIsOfficial }: JsonObject): JsonValue =>
    areaIsOfficial === false ? null : area,
};

/**
 * The clock of a report that was merged stopped with the merge: to figures it was in time then. To its citizen that would say
 * that somebody saw to it, and how the other report went says that.
 */
const withoutFinalVerdict: Show = (verdicts, { phase, round }) =>
  phase === 'merged' && isRecord(verdicts)
    ? { ...verdicts, final: null, ...(round === 1 && { first: null }) }
    : verdicts;

const withoutOverallVerdict: Show = (clocks, { phase, round }) =>
  phase === 'merged' && isList(clocks)
    ? clocks.map((clock) =>
        isRecord(clock) && clock.clock === 'overall' && clock.round === round
          ? { ...clock, verdict: null, againstOriginal: null, againstInForce: null }
          : clock,
      )
    : clocks;

const handledElsewhere = { verdicts: withoutFinalVerdict, clocks: withoutOverallVerdict };

/** Officers by their names for those who ask them; citizens by none but for those who see who reported. */
const officersOnly = { actor: ['kind', 'id', 'agencyId'], actorOfKind: { citizen: ['kind'] } } as const;
const everyone = { actor: ['kind', 'id', 'agencyId'] } as const;
const agenciesOnly = { actor: ['kind', 'agencyId'] } as const;

export const reportViews: { readonly [A in ReportAudience]: View<ReportTypes> } = {
  public: viewOf(forEverybody, {
    actor: ['kind'],
    hides: (event) =>
      isInternalComment(event) || (event.type === 'published' && isForTheReporterOnly(event.data)),
    shows: {
      ...placeForAll,
      publication: (publication) => (isForTheReporterOnly(publication) ? null : publication),
    },
  }),
  neighbour: viewOf(forNeighbours, { actor: [], shows: { location: publicPlace } }),
  reporter: viewOf(forTheReporter, {
    ...agenciesOnly,
    personal: ['contact', 'devicePosition'],
    hides: isInternalComment,
    shows: handledElsewhere,
  }),
  agency: viewOf(forOfficers, agenciesOnly),
  operator: viewOf(forTheCentre, { ...everyone, personal: ['contact', 'devicePosition', 'reporter'] }),
  auditor: viewOf(forAuditors, { ...everyone, personal: ['contact', 'devicePosition', 'reporter'] }),
  analyst: viewOf(forFigures, { ...agenciesOnly, shows: roundedPlace }),
  admin: viewOf(forOfficers, officersOnly),
  system: viewOf(forTheCentre, { ...everyone, personal: ['contact', 'devicePosition', 'reporter'] }),
};
