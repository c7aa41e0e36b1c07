import type { Instant } from '../../engine/index.ts';
import {
  type ClockChange,
  calendarOf,
  clockChangesOf,
  dueOfTerm,
  runningClock,
  type SlaClock,
} from '../../sla/index.ts';
import type { RecordedRequestEvent, requestEvents } from './events.ts';
import type { RequestClockName, RequestPolicy } from './policy.ts';
import type { RequestState } from './state.ts';

type Clocks = readonly SlaClock<RequestClockName>[];
const stills = ['deadline-missed', 'erasure-waits', 'erased-here', 'processor-done'] as const;
/** Events that move no clock. */
type Still = (typeof stills)[number];
type Moving = Exclude<keyof typeof requestEvents, Still>;

interface Moved {
  readonly type: Moving;
  readonly at: Instant;
  readonly policy: RequestPolicy;
  /** Whether a processor has to act, as the event says it. Default: as before. */
  readonly processor?: boolean;
}

const classified = (processor: boolean) => ({
  procedure: processor ? 'processor' : 'ordinary',
  category: null,
});

/** What an event does to the clocks of a request. */
export const requestClocksMoved = (
  before: Pick<RequestState, 'clocks' | 'processor'> | undefined,
  { type, at, policy, processor = before?.processor ?? false }: Moved,
): ClockChange<RequestClockName>[] => {
  const clocks: Clocks = before?.clocks ?? [];
  const moved = clockChangesOf<RequestClockName>(policy, clocks, {
    type,
    at,
    round: 1,
    classification: classified(processor),
    ...(before !== undefined && { classifiedBefore: classified(before.processor) }),
    waitingUntil: null,
    hasTerms: true,
  });
  return type === 'extended' ? [...moved, ...extended(clocks, at, policy)] : [...moved];
};

/**
 * The clock of what is to be done with its term and the extension's together, counted from the request. The due moment without the extension
 * stays, so that the verdict says that it was needed.
 */
const extended = (clocks: Clocks, at: Instant, policy: RequestPolicy): ClockChange<RequestClockName>[] =>
  (['erasure', 'copy'] as const).flatMap((name): ClockChange<RequestClockName>[] => {
    const clock = runningClock({ clocks, round: 1 }, name);
    if (clock?.due == null || clock.term === null) return [];
    const term = { ...clock.term, count: clock.term.count + policy.extension[name] };
    const due = dueOfTerm(calendarOf(policy, clock.due), clock.startedAt, term, {
      receiptOnDayOff: clock.receipt,
    });
    const { round, originalDue } = clock;
    return [{ change: 're-dated', clock: name, round, at, term, originalDue, due }];
  });

/** The data of an event as it would be written anew under a policy: for `replay --check`. */
export const recomputeRequest = (
  event: RecordedRequestEvent,
  state: RequestState | undefined,
  policy: RequestPolicy,
): object => {
  if (isStill(event)) return event.data;
  const { type, data, metadata } = event;
  const clocks = requestClocksMoved(state, {
    type,
    at: metadata.occurredAt,
    policy,
    ...(type === 'granted' && { processor: data.processor }),
  });
  return { ...data, clocks };
};

const isStill = (event: RecordedRequestEvent): event is Extract<RecordedRequestEvent, { type: Still }> =>
  stills.some((type) => type === event.type);
