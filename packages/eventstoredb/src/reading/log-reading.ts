import type { Position } from '@phananh/core/store';
import type { CallsOfClient, ServerCalls } from '../connection/server-calls.ts';
import { silence, type Timing } from '../connection/timing.ts';
import type { OutgoingEvent } from '../wire/batch-append.ts';
import type { ServerRecord } from '../wire/client.ts';
import { readAllRequest, readResponseOf, type WireRecord } from '../wire/read-all.ts';
import { serverRecordOf } from '../wire/server-record.ts';
import { serverPositionOf } from '../wire/stored-form.ts';
import type { ReadableCall, StreamsCalls } from '../wire/streams-service.ts';
import { recordsOf } from './reading.ts';

/** A record of the log whose contents are decoded when they are asked for. */
export interface LogRecord {
  readonly id: string;
  readonly streamId: string;
  readonly type: string;
  readonly revision: number;
  readonly position: Position;
  /** True when its bytes are those of an event that was sent; false when they are others, or nobody knows. */
  is(sent: OutgoingEvent): boolean;
  whole(): ServerRecord;
}

/**
 * Reads the log forwards at the leader, from a position on, itself included, or from the start at 0.
 *
 * @param take told of each record; false ends the reading
 */
export type ReadLog = (from: Position, count: number, take: (record: LogRecord) => boolean) => Promise<void>;

export const readLogWith = ({ client, streams }: ServerCalls, timing: Timing): ReadLog =>
  streams ? readLogOver(streams, timing) : readLogThrough(client, timing);

const what = 'the end of the log';

const readLogThrough =
  (client: CallsOfClient, timing: Timing): ReadLog =>
  async (from, maxCount, take) => {
    const reading = client.readAll({
      direction: 'forwards',
      fromPosition: from > 0 ? serverPositionOf(from) : 'start',
      maxCount,
      requiresLeader: true,
    });
    for await (const record of recordsOf(reading, what, timing)) if (!take(decoded(record))) return;
  };

const decoded = (record: ServerRecord): LogRecord => ({
  id: record.id,
  streamId: record.streamId,
  type: record.type,
  revision: Number(record.revision),
  position: Number(record.position?.commit ?? 0),
  is: () => false,
  whole: () => record,
});

/**
 * Reads the gRPC messages themselves and decodes only what is asked for: most records are events that this host has just sent, or are of no
 * interest here. The client would make objects of all of them.
 */
const readLogOver =
  (calls: StreamsCalls, timing: Timing): ReadLog =>
  async (from, count, take) => {
    const call = await calls.read(readAllRequest(from > 0 ? from : 'start', count));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let messages = 0;
    let cancelWatch = () => {};
    const watch = (before: number) => {
      const milliseconds = timing.timeout;
      cancelWatch = timing.schedule(milliseconds, () => {
        if (messages === before) reject(silence(what, timing, milliseconds));
        else watch(messages);
      });
    };
    watch(messages);
    call.on('error', (error) => reject(calls.errorOf(error)));
    call.on('end', resolve);
    call.on('data', (bytes) => {
      messages += 1;
      try {
        const response = readResponseOf(bytes);
        if (response.kind === 'record' && !take(encodedRecord(response.record))) resolve();
      } catch (error) {
        reject(error);
      }
    });
    try {
      await promise;
    } finally {
      cancelWatch();
      end(call);
    }
  };

const end = (call: ReadableCall): void => {
  // Errors that still come are ignored; without a listener Node would end the process. Cancelling a call that has ended does nothing.
  call.on('error', () => {});
  call.cancel();
};

const encodedRecord = (record: WireRecord): LogRecord => ({
  id: record.id,
  streamId: record.stream,
  type: record.type,
  revision: record.revision,
  position: record.commit,
  is: (sent) =>
    record.commit === record.prepare &&
    Number.isSafeInteger(record.commit) &&
    record.type === sent.type &&
    record.contentType === 'application/json' &&
    record.data() === sent.data &&
    record.metadata() === sent.metadata,
  whole: () => serverRecordOf(record),
});
