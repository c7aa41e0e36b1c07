import type { z } from 'zod';
import type { Erased, Instant } from '../../engine/index.ts';
import { applyClockChanges, type SlaClock } from '../../sla/index.ts';
import type { Contact } from '../values.ts';
import type { RecordedRequestEvent, RefusalBasis } from './events.ts';
import type { RequestClockName } from './policy.ts';

/** A request of a person about their data, as its events made it. */
export interface RequestState {
  readonly phase: 'asked' | 'granted' | 'refused' | 'fulfilled' | 'withdrawn';
  readonly kind: 'erasure' | 'copy';
  /** Whose data it is: a kind, a colon and an id. */
  readonly person: string;
  readonly message: string | Erased | null;
  readonly contact: z.output<typeof Contact> | Erased | null;
  readonly askedAt: Instant;
  readonly askedBy: string;
  readonly processor: boolean;
  readonly decidedAt: Instant | null;
  readonly basis: z.output<typeof RefusalBasis> | null;
  readonly ground: string | null;
  /** Why it takes longer; null: it was not extended. */
  readonly extension: string | null;
  /** When what is kept here was erased, of a request that a processor has to act on too; null: not yet, or nobody else has to. */
  readonly erasedHereAt: Instant | null;
  /** When it was noted that the processor or the third party has erased it, and by what that is known; null: not yet. */
  readonly processorDoneAt: Instant | null;
  readonly confirmation: string | null;
  readonly fulfilledAt: Instant | null;
  /** The clocks whose terms were not kept, as timers noted them. */
  readonly missed: readonly RequestClockName[];
  readonly clocks: readonly SlaClock<RequestClockName>[];
  /** Erasures of what is over its term that wait for its end. */
  readonly waiting: readonly string[];
}

export const evolveRequest = (
  request: RequestState | undefined,
  { type, data, metadata }: RecordedRequestEvent,
): RequestState => {
  const { occurredAt: at, actor } = metadata;
  if (type === 'erasure-asked' || type === 'copy-asked') {
    const { person, message = null, contact = null, clocks } = data;
    return {
      phase: 'asked',
      kind: type === 'erasure-asked' ? 'erasure' : 'copy',
      person,
      message,
      contact,
      askedAt: at,
      askedBy: actor.id,
      processor: false,
      decidedAt: null,
      basis: null,
      ground: null,
      extension: null,
      erasedHereAt: null,
      processorDoneAt: null,
      confirmation: null,
      fulfilledAt: null,
      missed: [],
      clocks: applyClockChanges([], clocks),
      waiting: [],
    };
  }
  if (request === undefined) throw new TypeError('a request begins when it is asked');
  if (type === 'deadline-missed') return { ...request, missed: [...request.missed, data.clock] };
  if (type === 'erasure-waits') return { ...request, waiting: [...request.waiting, data.erasure] };
  if (type === 'erased-here') return { ...request, erasedHereAt: at };
  if (type === 'processor-done') return { ...request, processorDoneAt: at, confirmation: data.confirmation };
  const moved = { ...request, clocks: applyClockChanges(request.clocks, data.clocks) };
  switch (type) {
    case 'granted': {
      const { ground, processor } = data;
      return { ...moved, phase: 'granted', decidedAt: at, ground, processor };
    }
    case 'refused':
      return { ...moved, phase: 'refused', decidedAt: at, basis: data.basis, ground: data.ground };
    case 'extended':
      return { ...moved, extension: data.reason };
    case 'fulfilled':
      return { ...moved, phase: 'fulfilled', fulfilledAt: at };
    case 'withdrawn':
      return { ...moved, phase: 'withdrawn' };
  }
};
