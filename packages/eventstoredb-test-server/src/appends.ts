import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import {
  type ServerDuplexStream,
  type ServerReadableStream,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import type { Fault, FaultPlan } from './faults.ts';
import type { CommitCheck, Expected, ProposedRecord, ServerLog } from './log.ts';
import {
  appended,
  batchAppended,
  batchRefused,
  batchRefusedFor,
  expectedOfAppend,
  expectedOfBatch,
  failure,
  failures,
  nameOf,
  proposedRecordOf,
  wrongExpectedVersion,
} from './wire.ts';

export interface AppendContext {
  readonly log: ServerLog;
  readonly faults: FaultPlan;
  readonly maximumAppendBytes: number;
  /** Milliseconds after which an append that was done is answered: what a disk takes. Others are taken meanwhile. */
  readonly answersAfter: number;
  readonly written: () => void;
}

const sizeOf = (events: readonly ProposedRecord[]): number =>
  events.reduce((sum, { type, data, metadata }) => sum + 2 * type.length + data.length + metadata.length, 0);

type Committed =
  | { readonly kind: 'done'; readonly last: number; readonly position: number }
  | {
      readonly kind: 'refused';
      readonly check: Exclude<CommitCheck, { readonly result: 'ok' | 'idempotent' }>;
    };

const commit = (
  { log, written }: AppendContext,
  stream: string,
  expected: Expected,
  events: readonly ProposedRecord[],
): Committed => {
  const check = log.check(
    stream,
    expected,
    events.map(({ id }) => id),
  );
  if (check.result === 'idempotent') return { kind: 'done', last: check.last, position: check.position };
  if (check.result !== 'ok') return { kind: 'refused', check };
  const last = log.write(stream, events).at(-1);
  written();
  return { kind: 'done', last: last?.revision ?? -1, position: last?.position ?? -1 };
};

const laterIn = ({ answersAfter }: AppendContext, answer: () => void): void => {
  if (answersAfter === 0) answer();
  else setTimeout(answer, answersAfter);
};

/** Who may do what on this node. */
export interface AppendAccess {
  /** For credentials that are wrong. */
  readonly refuseCall: (call: { readonly metadata: unknown }) => object | undefined;
  readonly mayWrite: (call: { readonly metadata: unknown }) => boolean;
  readonly leadsElsewhere: (call: { readonly metadata: unknown }) => object | undefined;
}

/** `Streams/Append`: the options, then one message an event. */
export const appendHandler =
  (context: AppendContext, refuse: (call: { readonly metadata: unknown }) => object | undefined) =>
  (call: ServerReadableStream<AppendReq, AppendResp>, answer: sendUnaryData<AppendResp>): void => {
    const requests: AppendReq[] = [];
    call.on('data', (request: AppendReq) => requests.push(request));
    call.on('error', () => {});
    // A call that was cancelled in the middle ends as well, and only then says so; what came of it is no append.
    call.on('end', () => setImmediate(() => call.cancelled || whole()));
    const whole = () => {
      const refused = refuse(call);
      if (refused) return answer(refused);
      const options = requests[0]?.getOptions();
      if (options === undefined) return answer(failure(status.INVALID_ARGUMENT, 'no options'));
      const stream = nameOf(options.getStreamIdentifier());
      const events = requests.flatMap((request) => {
        const message = request.getProposedMessage();
        return message ? [proposedRecordOf(message)] : [];
      });
      if (sizeOf(events) > context.maximumAppendBytes)
        return answer(failures.tooLarge(context.maximumAppendBytes));
      const expected = expectedOfAppend(options);
      const tell = (committed: Committed) => {
        if (committed.kind === 'done') return answer(null, appended(committed.last, committed.position));
        if (committed.check.result === 'deleted') return answer(failures.streamDeleted(stream));
        answer(null, wrongExpectedVersion(committed.check.current, expected));
      };

      underFault(context, {
        done: () => commit(context, stream, expected, events),
        acknowledged: lastOf(expected) + events.length,
        tell: (committed) => laterIn(context, () => tell(committed)),
        fail: answer,
        twice: (committed) => laterIn(context, () => tell(committed)),
        end: () => answer(onlyInBatches()),
        refuse: () => answer(onlyInBatches()),
      });
    };
  };

/** What is done and told of one append, over whichever call it came. */
interface Told {
  readonly done: () => Committed;
  /** The revision that is told of an append that was not done. */
  readonly acknowledged: number;
  readonly tell: (committed: Committed) => void;
  readonly fail: (error: object) => void;
  readonly twice: (committed: Committed) => void;
  readonly end: () => void;
  readonly refuse: (fault: Extract<Fault, { readonly kind: 'refuse' }>) => void;
}

/** Does an append and tells of it, as the plan of faults has it. */
const underFault = ({ faults }: AppendContext, told: Told) => {
  const fault = faults.meet('append');
  switch (fault?.kind) {
    case undefined:
    case 'break-after':
      return told.tell(told.done());
    case 'twice':
      return told.twice(told.done());
    case 'silent':
      return;
    case 'drop':
      return told.fail(failure(status.UNAVAILABLE, 'dropped'));
    case 'end':
      return told.end();
    case 'lose-answer':
      told.done();
      return told.fail(failure(status.UNAVAILABLE, 'dropped'));
    case 'late-answer': {
      const committed = told.done();
      return faults.hold(() => told.tell(committed));
    }
    case 'acknowledge-only':
      return told.tell({ kind: 'done', last: told.acknowledged, position: 1 });
    case 'not-leader':
      return told.fail(failures.notLeader(fault.host, fault.port));
    case 'status':
      return told.fail(statusOf(fault));
    case 'refuse':
      return told.refuse(fault);
  }
};

const onlyInBatches = () => failure(status.UNAVAILABLE, 'only over BatchAppend');

export const statusOf = (fault: {
  readonly code: number;
  readonly message: string;
  readonly exception?: string;
}) => failure(fault.code, fault.message, fault.exception ? { exception: fault.exception } : {});

const lastOf = (expected: Expected): number => (typeof expected === 'number' ? expected : -1);

/**
 * `Streams/BatchAppend`: many appends over one call, told apart by their correlation id (`Streams.BatchAppend.cs`).
 *
 * What concerns one append is an answer to it. A node that does not lead ends the call, and says who leads.
 */
export const batchAppendHandler =
  (context: AppendContext, access: AppendAccess) =>
  (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>): void => {
    const pending = new Map<string, PendingAppend>();
    let ended = false;
    const fail = (error: object) => {
      ended = true;
      call.emit('error', error);
    };
    call.on('error', () => {});
    call.on('end', () => call.end());
    call.on('data', (request: BatchAppendReq) => {
      if (!ended) take(request);
    });
    const refused = access.refuseCall(call);
    if (refused) fail(refused);

    const take = (request: BatchAppendReq) => {
      const key = request.getCorrelationId()?.getString() ?? '';
      const entry = pending.get(key) ?? openedBy(request);
      if (entry === undefined) return;
      const answer = (response: BatchAppendResp) => {
        response.setCorrelationId(request.getCorrelationId());
        response.setStreamIdentifier(entry.options.getStreamIdentifier());
        if (!ended && !call.cancelled) call.write(response);
      };
      entry.events.push(...request.getProposedMessagesList().map(proposedRecordOf));
      pending.delete(key);
      if (!access.mayWrite(call)) return answer(batchRefusedFor.access());
      if (sizeOf(entry.events) > context.maximumAppendBytes) {
        return answer(batchRefusedFor.size(context.maximumAppendBytes));
      }
      if (!request.getIsFinal()) return void pending.set(key, entry);
      const leading = access.leadsElsewhere(call);
      if (leading) fail(leading);
      else whole(entry, answer);
    };

    const whole = ({ options, events }: PendingAppend, answer: (response: BatchAppendResp) => void) => {
      const stream = nameOf(options.getStreamIdentifier());
      const expected = expectedOfBatch(options);
      const tell = (committed: Committed) =>
        laterIn(context, () =>
          answer(
            committed.kind === 'done'
              ? batchAppended(committed.last, committed.position)
              : batchRefused(committed.check),
          ),
        );
      underFault(context, {
        done: () => commit(context, stream, expected, events),
        acknowledged: lastOf(expected) + events.length,
        tell,
        fail,
        twice: (committed) => {
          tell(committed);
          tell(committed);
        },
        end: () => {
          ended = true;
          call.end();
        },
        refuse: ({ details, bytes, said }) => answer(batchRefusedFor.details(details, bytes, said)),
      });
    };
  };

interface PendingAppend {
  readonly options: BatchAppendReq.Options;
  readonly events: ProposedRecord[];
}

const openedBy = (request: BatchAppendReq): PendingAppend | undefined => {
  const options = request.getOptions();
  return options && { options, events: [] };
};
