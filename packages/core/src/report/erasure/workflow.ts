import { z } from 'zod';
import { define, event, type Instant, type RecordedEventOf, refuse, text } from '../../engine/index.ts';
import { type ReportActorKind, reportActorKinds } from '../actor-kinds.ts';
import type { OfficerEntry } from '../officer-entry.ts';
import { reportRefusals } from '../refusals.ts';
import { noKeys } from '../requests/refusals.ts';
import { RetentionExtent } from '../retention/policy.ts';
import { ReportId } from '../values.ts';
import { erasureIdOf, retentionErasureIdOf } from './erasure-id.ts';
import { officerOfKey, Person } from './person.ts';

/** Subjects of a workflow in which something of the person was. */
const Found = z.strictObject({ workflow: z.string().min(1).max(50), subjects: z.int().min(1) });

/** How many streams one event names: it has to fit into the log. */
export const mostStreamsNamed = 1_000;

const Retention = z.strictObject({ erases: RetentionExtent, revision: z.int().min(0) });

const erasureEvents = {
  ordered: event('The personal data of a person is to be erased.', {
    person: Person,
    ground: text(1_000),
    /** The request that it was granted for; absent: an administrator ordered it. */
    request: z.uuid().optional(),
    /** Because a term was over for which a report keeps what is personal: what goes, and the event of the report that says so. */
    retention: Retention.optional(),
  }),
  waits: event('It is carried out once a request of the person has ended.', { request: z.uuid() }),
  'tried-again': event('The request that it waited for has ended.', {}),
  joined: event('Another request of the person is done with this erasure.', { request: z.uuid() }),
  'keys-destroyed': event('The keys are destroyed: from here on nothing that they sealed can be read.', {
    keys: z.int().min(0),
    /** Where something of the person was. */
    found: z.array(Found).max(100),
    /** Events that had something of the person before their log was sealed: it stays in clear, and no erasure reaches it. */
    inClear: z.int().min(0),
    /** Values whose own key was destroyed, and none beside it. Absent: keys of persons were. */
    valueKeys: z.int().min(0).optional(),
    /** Values that are read as erased, and stand encrypted under a key that opens others as well. */
    shared: z.int().min(0).optional(),
  }),
  scrubbed: event('Read models forget these subjects, which are of other workflows than reports.', {
    person: Person,
    streams: z.array(z.string().min(1).max(300)).min(1).max(mostStreamsNamed),
  }),
  done: event('It is erased: the keys are destroyed, and each report says so.', {
    /** Reports in which something was. */
    reports: z.int().min(0),
  }),
} as const;

export interface ErasureState {
  readonly phase: 'ordered' | 'done';
  readonly person: string;
  readonly ground: string;
  readonly orderedAt: Instant;
  readonly orderedBy: string;
  /** Of a report whose term was over; null: it is of a person. */
  readonly retention: z.output<typeof Retention> | null;
  /** The request that it waits for. */
  readonly waitsFor: string | null;
  readonly valueKeys: number | null;
  readonly shared: number | null;
  /** Requests that are done with it. */
  readonly requests: readonly string[];
  /** How many were destroyed; null: not yet. */
  readonly keys: number | null;
  readonly keysDestroyedAt: Instant | null;
  readonly found: readonly z.output<typeof Found>[];
  readonly inClear: number | null;
  /** Streams of other workflows whose rows were made anew. */
  readonly scrubbed: readonly string[];
  readonly doneAt: Instant | null;
  readonly reports: number | null;
}

export interface ErasureTypes {
  readonly state: ErasureState;
  readonly events: typeof erasureEvents;
  readonly phase: ErasureState['phase'];
  readonly actorKind: ReportActorKind;
  readonly audience: 'office';
  readonly field: 'erasureId' | keyof ErasureState;
  readonly refusal: 'no-keys' | 'nothing-changes' | 'officer-acts';
  readonly policy: undefined;
  /** Where no registry of officers runs beside it, none is found. */
  readonly related: { readonly officer: OfficerEntry };
}

const { command, creation, made, workflow } = define<ErasureTypes>();

const evolve = (
  erasure: ErasureState | undefined,
  { type, data, metadata }: RecordedEventOf<typeof erasureEvents>,
): ErasureState => {
  const { occurredAt: at, actor } = metadata;
  if (type === 'ordered') {
    const { person, ground, request, retention = null } = data;
    return {
      phase: 'ordered',
      person,
      ground,
      orderedAt: at,
      orderedBy: actor.id,
      requests: request === undefined ? [] : [request],
      retention,
      waitsFor: null,
      valueKeys: null,
      shared: null,
      keys: null,
      keysDestroyedAt: null,
      found: [],
      inClear: null,
      scrubbed: [],
      doneAt: null,
      reports: null,
    };
  }
  if (erasure === undefined) throw new TypeError('an erasure begins with ordered');
  switch (type) {
    case 'joined':
      return { ...erasure, requests: [...erasure.requests, data.request] };
    case 'waits':
      return { ...erasure, waitsFor: data.request };
    case 'tried-again':
      return { ...erasure, waitsFor: null };
    case 'keys-destroyed': {
      const { valueKeys = null, shared = null, ...destroyed } = data;
      return { ...erasure, ...destroyed, valueKeys, shared, keysDestroyedAt: at };
    }
    case 'scrubbed':
      return { ...erasure, scrubbed: [...erasure.scrubbed, ...data.streams] };
    case 'done':
      return { ...erasure, phase: 'done', doneAt: at, reports: data.reports };
  }
};

const shown = [
  'erasureId',
  'phase',
  'person',
  'ground',
  'orderedAt',
  'orderedBy',
  'requests',
  'retention',
  'waitsFor',
  'keys',
  'valueKeys',
  'shared',
  'keysDestroyedAt',
  'found',
  'inClear',
  'scrubbed',
  'doneAt',
  'reports',
] as const;

/**
 * That somebody's personal data is erased, and when it was: what a host carries out stands in its log.
 *
 * @param hasKeys whether the host has keys to destroy: without them it takes no order
 */
export const erasureWorkflowWith = ({ hasKeys }: { readonly hasKeys: boolean }) =>
  workflow({
    name: 'erasure',
    summary: 'The erasure of the personal data of one person.',
    id: z.uuid(),
    phases: {
      ordered: { summary: 'a host carries it out' },
      done: { summary: 'is carried out', final: true },
    },
    actorKinds: reportActorKinds,
    events: erasureEvents,
    commands: {
      order: creation({
        summary: 'Erases everything personal of a person for good. Nothing more is taken in of them.',
        input: z.strictObject({ person: Person, ground: text(1_000), request: z.uuid().optional() }),
        example: { person: 'citizen:c-17', ground: 'Công dân yêu cầu xóa, Điều 14 Luật 91/2025/QH15' },
        by: ['admin', 'system'],
        to: ['ordered'],
        emits: ['ordered'],
        refuses: ['no-keys', 'officer-acts'],
        idFrom: ({ person }) => erasureIdOf(person),
        reads: ({ person }) => ({ officer: officerOfKey(person) }),
        decide: ({ person, ground, request }, { actor, related }) => {
          if (!hasKeys) return refuse('no-keys', 'this host has no keys that it could destroy');
          const officer = officerOfKey(person);
          // A host that erases again, in a restored log, does what was ordered before: there they may act still.
          if (
            actor.kind === 'admin' &&
            officer !== undefined &&
            related('officer', officer)?.phase === 'active'
          )
            return refuse('officer-acts', `${officer} acts for an agency still`);
          return made('ordered', { person, ground, ...(request !== undefined && { request }) });
        },
      }),
      'order-retention': creation({
        summary: 'Erases what a report keeps of persons, because the term of the policy is over.',
        input: z.strictObject({
          reportId: ReportId,
          ground: text(1_000),
          retention: Retention,
        }),
        example: {
          reportId: '019a3f2e-7c1b-7000-8000-0123456789ab',
          ground: 'Hết thời hạn lưu giữ: năm năm sau khi kết thúc',
          retention: { erases: 'everything', revision: 12 },
        },
        by: ['system'],
        to: ['ordered'],
        internal: true,
        emits: ['ordered'],
        idFrom: ({ reportId, retention }) => retentionErasureIdOf(reportId, retention.revision),
        decide: ({ reportId, ...given }) => made('ordered', { person: `report:${reportId}`, ...given }),
      }),
      wait: command({
        summary: 'Waits for a request of the person, who may ask for a copy of what is over its term.',
        input: z.strictObject({ request: z.uuid() }),
        example: { request: '019a3f2e-7c1b-7000-8000-0123456789ab' },
        by: ['system'],
        from: ['ordered'],
        internal: true,
        emits: ['waits'],
        refuses: ['nothing-changes'],
        decide: ({ waitsFor }, { request }) =>
          waitsFor === request
            ? refuse('nothing-changes', 'it waits for this request already')
            : made('waits', { request }),
      }),
      'try-again': command({
        summary: 'Goes on: the request that it waited for has ended.',
        input: z.strictObject({}),
        example: {},
        by: ['system'],
        from: ['ordered'],
        internal: true,
        emits: ['tried-again'],
        decide: () => made('tried-again', {}),
      }),
      join: command({
        summary: 'Lets another request of the person be done with it.',
        input: z.strictObject({ request: z.uuid() }),
        example: { request: '019a3f2e-7c1b-7000-8000-0123456789ab' },
        by: ['system'],
        from: 'any',
        internal: true,
        emits: ['joined'],
        refuses: ['nothing-changes'],
        decide: ({ requests }, { request }) =>
          requests.includes(request)
            ? refuse('nothing-changes', 'it is done for this request already')
            : made('joined', { request }),
      }),
      'note-keys': command({
        summary: 'Says that the keys are destroyed, and where something was.',
        input: erasureEvents['keys-destroyed'].schema,
        example: { keys: 3, found: [{ workflow: 'report', subjects: 2 }], inClear: 0 },
        by: ['system'],
        from: ['ordered'],
        internal: true,
        emits: ['keys-destroyed'],
        refuses: ['nothing-changes'],
        decide: ({ keys }, input) =>
          keys === null
            ? made('keys-destroyed', input)
            : refuse('nothing-changes', 'it was said before: by another host, or before a crash'),
      }),
      scrub: command({
        summary: 'Has read models forget subjects of other workflows than reports.',
        input: z.strictObject({ streams: erasureEvents.scrubbed.schema.shape.streams }),
        example: { streams: ['permit-019a3f2e-7c1b-7000-8000-0123456789ab'] },
        by: ['system'],
        from: ['ordered'],
        internal: true,
        emits: ['scrubbed'],
        decide: ({ person }, { streams }) => made('scrubbed', { person, streams }),
      }),
      finish: command({
        summary: 'Says that it is carried out.',
        input: z.strictObject({ reports: z.int().min(0) }),
        example: { reports: 3 },
        by: ['system'],
        from: ['ordered'],
        to: ['done'],
        internal: true,
        emits: ['done'],
        decide: (_, input) => made('done', input),
      }),
    },
    refusals: {
      ...noKeys,
      'nothing-changes': reportRefusals['nothing-changes'],
      'officer-acts': {
        kind: 'conflict',
        title: { en: 'The officer still acts for an agency', vi: 'Cán bộ vẫn đang làm việc cho cơ quan' },
        help: 'An officer is erased once they have left: suspend them first. With their key destroyed they could take no report under their name any more.',
      },
    },
    evolve,
    stateVersion: 3,
    phaseOf: ({ phase }) => phase,
    isOwn: () => true,
    audienceOf: (_, actor) =>
      actor !== undefined && ['admin', 'auditor', 'system'].includes(actor.kind) ? 'office' : undefined,
    fields: {
      erasureId: { summary: 'Its id, which follows from whose it is.' },
      phase: { summary: 'Whether it is carried out.' },
      person: { summary: 'Whose data it is: a kind, a colon and an id.' },
      ground: { summary: 'Why.' },
      orderedAt: { summary: 'When it was ordered.' },
      orderedBy: { summary: 'By whom.' },
      requests: { summary: 'The requests that are done with it; none: an administrator ordered it.' },
      retention: {
        summary:
          'Of a report whose term was over: what goes, and the revision of the event that says so; null: it is of a person.',
        parts: ['erases', 'revision'],
      },
      waitsFor: { summary: 'The request about personal data that it waits for; null: for none.' },
      keys: { summary: 'How many keys were destroyed; null: not yet.' },
      valueKeys: {
        summary: 'How many values had their own key destroyed, with none beside it; null: none alone.',
      },
      shared: {
        summary:
          'How many values are read as erased and stand encrypted under a key that opens others too; null: none.',
      },
      keysDestroyedAt: { summary: 'Since when nothing can be read any more; null: not yet.' },
      found: {
        summary: 'In how many subjects of which workflow something was.',
        parts: ['workflow', 'subjects'],
      },
      inClear: {
        summary: 'Events from before the log was encrypted, which no erasure reaches; null: not yet known.',
      },
      scrubbed: { summary: 'Subjects of other workflows than reports that read models forgot.' },
      doneAt: { summary: 'When it was carried out; null: not yet.' },
      reports: { summary: 'In how many reports something was; null: not yet carried out.' },
    },
    views: {
      office: {
        state: shown,
        events: {
          ordered: ['person', 'ground', 'request', 'retention'],
          waits: ['request'],
          'tried-again': [],
          joined: ['request'],
          'keys-destroyed': ['keys', 'found', 'inClear', 'valueKeys', 'shared'],
          scrubbed: ['streams'],
          done: ['reports'],
        },
        actor: ['kind', 'id'],
      },
    },
    present: (erasureId, state) => ({ erasureId, ...state, scrubbed: state.scrubbed.length }),
    reactions: {
      joined: {
        gives: { dataRequest: ['fulfil'] },
        commands: ({ data: { request } }, _, { phase }) => (phase === 'done' ? [fulfilled(request)] : []),
      },
      done: {
        gives: { dataRequest: ['fulfil'] },
        commands: (_event, _id, { requests }) => requests.map(fulfilled),
      },
    },
  });

const fulfilled = (request: string) =>
  ({ workflow: 'dataRequest', id: request, command: 'fulfil', input: {}, unlessMissing: true }) as const;

export const erasureWorkflow = erasureWorkflowWith({ hasKeys: true });
