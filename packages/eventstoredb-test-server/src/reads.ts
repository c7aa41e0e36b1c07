import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { type ServerWritableStream, status } from '@grpc/grpc-js';
import { statusOf } from './appends.ts';
import type { Fault, FaultPlan } from './faults.ts';
import type { LogRecord, ServerLog } from './log.ts';
import {
  caughtUp,
  checkpoint,
  confirmation,
  eventOf,
  failure,
  failures,
  filterOf,
  nameOf,
  startOf,
  streamNotFound,
} from './wire.ts';

type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

/** Servers that differ in when a subscription gets its checkpoints. */
export const serverVersions = ['23.10', '24.10', '25.0'] as const;
export type ServerVersion = (typeof serverVersions)[number];

export interface ReadContext {
  readonly log: ServerLog;
  readonly faults: FaultPlan;
  /** Calls back after every write. The answer ends it. */
  readonly onWritten: (listener: () => void) => () => void;
  /** Whether the server tells that a subscription has caught up: not before 23.10. */
  readonly tellsCaughtUp: boolean;
  readonly version: ServerVersion;
}

/** `Streams/Read`: a stream, the log, or a subscription to the log. */
export const readHandler =
  (context: ReadContext, refuse: (call: { readonly metadata: unknown }) => object | undefined) =>
  (call: ReadCall): void => {
    call.on('error', () => {});
    const options = call.request.getOptions();
    const fault = context.faults.meet(options?.hasSubscription() ? 'subscribe' : 'read');
    const refusal = refuse(call) ?? refusalBy(fault);
    if (refusal) fail(call, refusal);
    else if (options === undefined) fail(call, failure(status.INVALID_ARGUMENT, 'no options'));
    else if (fault?.kind === 'silent') return;
    else if (options.hasSubscription()) void subscribe(context, call, options, fault);
    else if (fault?.kind === 'late-answer') {
      context.faults.hold(() => void answer(context, call, options, fault));
    } else void answer(context, call, options, fault);
  };

const refusalBy = (fault: Fault | undefined): object | undefined => {
  if (fault?.kind === 'drop') return failure(status.UNAVAILABLE, 'dropped');
  if (fault?.kind === 'not-leader') return failures.notLeader(fault.host, fault.port);
  return fault?.kind === 'status' ? statusOf(fault) : undefined;
};

const fail = (call: ReadCall, error: object): void => {
  call.emit('error', error);
};

const breaksAfter = (fault: Fault | undefined): number =>
  fault?.kind === 'break-after' ? fault.count : Number.POSITIVE_INFINITY;

/** Waits when the reader is slow, so that the server keeps no copy of the log for it; otherwise there is nothing to wait for. */
const send = (call: ReadCall, response: ReadResp): Promise<void> | undefined => {
  if (call.cancelled || call.writableEnded || call.write(response)) return undefined;
  return new Promise<void>((resolve) => {
    const go = () => {
      call.off('drain', go);
      call.off('cancelled', go);
      call.off('close', go);
      resolve();
    };
    call.on('drain', go);
    call.on('cancelled', go);
    call.on('close', go);
  });
};

const answer = async (
  { log }: ReadContext,
  call: ReadCall,
  options: ReadReq.Options,
  fault: Fault | undefined,
): Promise<void> => {
  const stream = options.hasStream() ? nameOf(options.getStream()?.getStreamIdentifier()) : undefined;
  if (stream !== undefined && log.isTombstoned(stream)) return fail(call, failures.streamDeleted(stream));
  const there = stream === undefined ? log.records : log.read(stream);
  if (there === undefined) {
    call.write(streamNotFound(stream ?? ''));
    call.end();
    return;
  }
  const place = (record: LogRecord) => (stream === undefined ? record.position : record.revision);
  const chosen = chosenOf(there, startOf(options), options.getReadDirection() === 1, place);
  const limit = Math.min(Number(options.getCount()), breaksAfter(fault));
  const wanted = filterOf(options);
  let left = limit;
  for (const record of chosen) {
    if (!wanted(record)) continue;
    if (left === 0 && fault) return fail(call, failure(status.UNAVAILABLE, 'dropped'));
    if (left === 0) break;
    left -= 1;
    const slow = send(call, eventOf(record));
    if (slow !== undefined) await slow;
  }
  call.end();
};

/** Those from a place on, in the direction of reading; a server seeks it, and does not look through its log. */
const chosenOf = (
  records: readonly LogRecord[],
  start: number | 'start' | 'end',
  backwards: boolean,
  place: (record: LogRecord) => number,
): Iterable<LogRecord> => {
  if (backwards) {
    if (start === 'start') return records.slice(0, 1);
    const count = start === 'end' ? records.length : countBefore(records, start + 1, place);
    return reversed(records, count);
  }
  if (start === 'end') return [];
  return records.slice(start === 'start' ? 0 : countBefore(records, start, place));
};

function* reversed(records: readonly LogRecord[], count: number): Generator<LogRecord, void> {
  for (let index = count - 1; index >= 0; index -= 1) {
    const record = records[index];
    if (record) yield record;
  }
}

/** How many are before a place. */
const countBefore = (
  records: readonly LogRecord[],
  start: number,
  place: (record: LogRecord) => number,
): number => {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const record = records[middle];
    if (record && place(record) < start) low = middle + 1;
    else high = middle;
  }
  return low;
};

const subscribe = async (
  { log, onWritten, tellsCaughtUp, version }: ReadContext,
  call: ReadCall,
  options: ReadReq.Options,
  fault: Fault | undefined,
): Promise<void> => {
  const after = startOf(options);
  const wanted = filterOf(options);
  const filter = options.getFilter();
  const interval = (filter?.getMax() || 32) * (filter?.getCheckpointintervalmultiplier() || 1);
  const breaks = breaksAfter(fault);
  let last = typeof after === 'number' ? after : after === 'end' ? (log.records.at(-1)?.position ?? 0) : 0;
  let considered = 0;
  let sent = 0;
  let running = false;
  let again = false;
  let live = false;

  const head = () => log.records.at(-1)?.position ?? 0;
  const pass = (record: LogRecord): Promise<void> | undefined => {
    const before = last;
    last = record.position;
    considered += 1;
    let slow: Promise<void> | undefined;
    if (wanted(record)) {
      // A checkpoint that names the event to come, which was not given yet (KurrentDB issue 4970).
      if (filter && version === '25.0') slow = send(call, checkpoint(last, before));
      slow = send(call, eventOf(record)) ?? slow;
      sent += 1;
    }
    if (filter && considered >= interval) {
      considered = 0;
      slow = send(call, checkpoint(last)) ?? slow;
    }
    return slow;
  };
  const passAll = async (): Promise<void> => {
    again = true;
    if (running) return;
    running = true;
    while (again && !call.cancelled) {
      again = false;
      for (const record of following(log.records, last)) {
        if (call.cancelled) return;
        if (sent >= breaks) {
          stop();
          return fail(call, failure(status.UNAVAILABLE, 'dropped'));
        }
        const slow = pass(record);
        if (slow !== undefined) await slow;
      }
    }
    running = false;
  };
  const stop = onWritten(() => live && passAll());
  call.on('cancelled', stop);
  call.on('close', stop);

  await send(call, confirmation());
  // Who begins at the end, or beyond it, is live at once and gets no checkpoint.
  const behind = last < head();
  await passAll();
  if (behind && filter && version !== '23.10') await send(call, checkpoint(last));
  live = true;
  if (tellsCaughtUp) await send(call, caughtUp());
  await passAll();
};

/** Those after a position, found from the end, where live subscriptions are. */
const following = (records: readonly LogRecord[], position: number): readonly LogRecord[] => {
  let index = records.length;
  while (index > 0 && (records[index - 1]?.position ?? 0) > position) index -= 1;
  return records.slice(index);
};
