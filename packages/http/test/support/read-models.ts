import {
  type AgencyRow,
  agencyWorkflow,
  type CaseQuery,
  type CaseRow,
  type EventStore,
  foldOf,
  InvalidQuery,
  idInStream,
  type Position,
  type Reading,
  type ReadModels,
  type ReportState,
  reportWorkflow,
  type SlaFigures,
  type SlaQuery,
  type Snapshot,
  type Verdict,
  verdictsOf,
} from '@phananh/core';

export interface FollowingReadModels extends ReadModels {
  /** Applies what the log has by now. */
  catchUp(): Promise<void>;
}

/**
 * Read models that fold the log into memory when they are asked to catch up. For the routes' tests, which are about
 * HTTP: they leave out whatever no route needs, such as grouping by more than the category.
 */
export const followingReadModels = (store: EventStore): FollowingReadModels => {
  const reports = new Map<string, Snapshot<ReportState>>();
  const agencies = new Map<string, AgencyRow>();
  let position: Position | undefined;

  const catchUp = async () => {
    for await (const event of store.readAll(position === undefined ? {} : { after: position })) {
      position = event.position;
      const reportId = idInStream(reportWorkflow, event.stream);
      const agencyId = idInStream(agencyWorkflow, event.stream);
      if (reportId !== undefined) {
        const fold = foldOf(reportWorkflow, reports.get(reportId));
        fold.add(event);
        if (fold.snapshot) reports.set(reportId, fold.snapshot);
      } else if (agencyId !== undefined) {
        const before = agencies.get(agencyId);
        const fold = foldOf(
          agencyWorkflow,
          before && { state: before, revision: 0, position: 0, occurredAt: '', commands: new Map() },
        );
        fold.add(event);
        if (fold.snapshot) agencies.set(agencyId, fold.snapshot.state);
      }
    }
  };

  return {
    catchUp,
    position: () => position,
    whenApplied: async (wanted) => {
      await catchUp();
      return wanted <= (position ?? 0);
    },
    cases: (query) => {
      const { cursor, limit = 50 } = query;
      if (cursor !== undefined && !/^at-\d+$/.test(cursor))
        throw new InvalidQuery('a forged cursor', '/cursor');
      const from = Number(cursor?.slice(3) ?? 0);
      const found = [...reports]
        .filter(([, { state }]) => isAsked(state, query))
        .map(([id, snapshot]) => rowOf(id, snapshot, query.now))
        .filter(({ verdict }) => query.verdict?.includes(verdict) ?? true)
        .toSorted((a, b) => (a.submittedAt < b.submittedAt ? 1 : -1));
      if (query.sort === 'submittedAt') found.reverse();
      const cases = found.slice(from, from + limit);
      return { cases, ...(found.length > from + limit && { nextCursor: `at-${from + limit}` }) };
    },
    reportIdOf: (trackingCode) =>
      [...reports].find(([, { state }]) => state.trackingCode === trackingCode)?.[0],
    sla: (query) => {
      const rows = [...reports].map(([id, snapshot]) => rowOf(id, snapshot, query.now));
      const groups = Map.groupBy(rows, ({ category }) =>
        query.groupBy?.includes('category') ? category : null,
      );
      return [...groups].map(([category, those]) => figuresOf(query, category, those));
    },
    agencies: () => [...agencies.values()],
    failure: () => undefined,
    close: async () => {},
  };
};

const isAsked = (state: ReportState, query: CaseQuery): boolean => {
  const { lat, lng } = state.location;
  const { phase, agencyId, category, awaiting, reporterId, bbox, submittedFrom, submittedTo } = query;
  return (
    (phase?.includes(state.phase) ?? true) &&
    (agencyId === undefined || state.assignment?.agencyId === agencyId) &&
    (category === undefined || state.category === category) &&
    (awaiting === undefined || (state.awaiting !== null) === awaiting) &&
    (reporterId === undefined || state.submittedBy.id === reporterId) &&
    (bbox === undefined ||
      (lat >= bbox.south && lat <= bbox.north && lng >= bbox.west && lng <= bbox.east)) &&
    (submittedFrom === undefined || state.submittedAt >= submittedFrom) &&
    (submittedTo === undefined || state.submittedAt < submittedTo)
  );
};

const rowOf = (reportId: string, { state, revision }: Snapshot<ReportState>, now: string): CaseRow => {
  const overall = state.clocks.findLast(({ clock }) => clock === 'overall');
  const readings = overall && verdictsOf(overall, now);
  const { phase, round, submittedAt, channel, category, priority, procedure, areaCode, text, returns } =
    state;
  return {
    ...{
      reportId,
      phase,
      round,
      submittedAt,
      channel,
      category,
      priority,
      procedure,
      areaCode,
      text,
      returns,
    },
    ...{ lat: state.location.lat, lng: state.location.lng, revision },
    agencyId: state.assignment?.agencyId ?? null,
    awaiting: state.awaiting !== null,
    extensionPending: state.pendingExtension !== null,
    verifiedAt: null,
    assignedAt: state.assignment?.assignedAt ?? null,
    resolvedAt: state.resolution?.resolvedAt ?? null,
    publishedAt: state.publication?.publishedAt ?? null,
    dueDay: overall?.due?.day ?? null,
    dueAt: overall?.due?.at ?? null,
    verdict: readings?.verdict ?? 'no-term',
    againstOriginal: readings?.againstOriginal ?? 'no-term',
    grade: state.ratings.at(-1)?.grade ?? null,
  };
};

const figuresOf = ({ groupBy }: SlaQuery, category: string | null, rows: readonly CaseRow[]): SlaFigures => {
  const readings = { 'on-time': 0, late: 0, open: 0, overdue: 0, paused: 0, 'no-term': 0 };
  const counts: { [V in Verdict]: number } = { ...readings, 'on-time-extended': 0 };
  const countsAgainstOriginal: { [R in Reading]: number } = { ...readings };
  for (const { verdict, againstOriginal } of rows) {
    counts[verdict] += 1;
    countsAgainstOriginal[againstOriginal] += 1;
  }
  const onTime = counts['on-time'] + counts['on-time-extended'];
  const ratio = (numerator: number, denominator: number) => ({
    numerator,
    denominator,
    value: denominator === 0 ? null : numerator / denominator,
  });
  const decided = onTime + counts.late;
  const open = counts.open + counts.overdue + counts.paused;
  return {
    group: groupBy?.includes('category') ? { category } : {},
    cases: rows.length,
    counts,
    countsAgainstOriginal,
    ratios: {
      onTimeOfDecided: ratio(onTime, decided),
      onTimeOfDue: ratio(onTime, decided + counts.overdue),
      onTimeOfAll: ratio(onTime, rows.length),
      resolutionRate: ratio(decided, rows.length),
    },
    ripe: open === 0,
    open,
  };
};
