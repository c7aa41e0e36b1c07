/** What a server keeps: one list of records, and what follows from it. `server-rules.spec.ts` names the sources. */

export interface ProposedRecord {
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

export interface LogRecord extends ProposedRecord {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  /** Milliseconds since the Unix epoch. */
  readonly created: number;
}

export type Expected = 'any' | 'no-stream' | 'stream-exists' | number;

export type CommitCheck =
  | { readonly result: 'ok' }
  | { readonly result: 'idempotent'; readonly last: number; readonly position: number }
  | { readonly result: 'wrong-expected-version'; readonly current: number }
  | { readonly result: 'deleted' };

export interface ServerLog {
  /** Called after every write, on whichever node it was. */
  readonly listeners: Set<() => void>;
  readonly records: readonly LogRecord[];
  check(stream: string, expected: Expected, ids: readonly string[]): CommitCheck;
  /** @returns the records, at the end of the log */
  write(stream: string, events: readonly ProposedRecord[]): readonly LogRecord[];
  /** The records of a stream that can be read; `undefined` when there is no stream, or none any more. */
  read(stream: string): readonly LogRecord[] | undefined;
  isTombstoned(stream: string): boolean;
  /** @returns false when there never was such a stream: nothing is done */
  softDelete(stream: string): boolean;
  tombstone(stream: string): void;
  /**
   * Takes out of the log for good what metadata and tombstones let go. The last event of a stream stays, and so the last metadata
   * and the tombstone; the metadata of a tombstoned stream goes.
   */
  scavenge(): void;
  /** Leaves only the first records, as a server does that comes up without its last moments. */
  lose(count: number): void;
}

const encoder = new TextEncoder();
const softDeleted = '9223372036854775807';

export const serverLog = (now: () => number): ServerLog => {
  const records: LogRecord[] = [];
  const streams = new Map<string, LogRecord[]>();
  // The server's cache of recent ids, by stream (`_committedEvents`): the only place where it looks for ids elsewhere.
  const recent = new Map<string, LogRecord>();
  // A log begins with records of the server's own.
  let nextPosition = 1_000;

  const last = (stream: string): number => (streams.get(stream)?.length ?? 0) - 1;
  const truncatedBefore = (stream: string): number | 'everything' => {
    const metadata = streams.get(`$$${stream}`)?.at(-1);
    const text = metadata ? new TextDecoder().decode(metadata.data) : '';
    if (text.includes(softDeleted)) return 'everything';
    const numberOf = (name: string) => Number(new RegExp(`"\\$${name}":(\\d+)`).exec(text)?.[1] ?? 0);
    const most = numberOf('maxCount') || Number.POSITIVE_INFINITY;
    return Math.max(numberOf('tb'), last(stream) + 1 - most);
  };
  /** Before which revision of a stream nothing is left. */
  const scavengedBefore = new Map<string, number>();
  const isSoftDeleted = (stream: string): boolean => truncatedBefore(stream) === 'everything';
  const tombstoned = new Set<string>();

  const idempotentAt = (
    stream: string,
    ids: readonly string[],
    find: (id: string, index: number) => LogRecord | undefined,
  ): CommitCheck | 'new' => {
    const found = ids.map(find);
    if (found[0] === undefined) return 'new';
    const end = found.at(-1);
    if (found.includes(undefined) || end === undefined) {
      return { result: 'wrong-expected-version', current: last(stream) };
    }
    return { result: 'idempotent', last: end.revision, position: end.position };
  };

  const put = (stream: string, events: readonly ProposedRecord[]): readonly LogRecord[] => {
    const there = streams.get(stream) ?? [];
    streams.set(stream, there);
    return events.map((event) => {
      const record = { ...event, stream, revision: there.length, position: nextPosition, created: now() };
      nextPosition += 100 + event.type.length * 2 + event.data.length + event.metadata.length;
      there.push(record);
      records.push(record);
      recent.set(`${stream} ${event.id}`, record);
      return record;
    });
  };

  const write = (stream: string, events: readonly ProposedRecord[]): readonly LogRecord[] => {
    // A stream that was deleted goes on behind what was deleted, and what was deleted stays deleted: also when it is only its
    // metadata that is written.
    const goesOn = [stream, ...(stream.startsWith('$$') ? [stream.slice(2)] : [])].find(isSoftDeleted);
    const goesOnAt = goesOn === undefined ? 0 : last(goesOn) + 1;
    const written = put(stream, events);
    if (goesOn !== undefined) put(`$$${goesOn}`, [metadataRecord(`{"$tb":${goesOnAt}}`)]);
    return written;
  };

  return {
    listeners: new Set(),
    records,
    write,
    check(stream, expected, ids) {
      const current = last(stream);
      if (tombstoned.has(stream)) return { result: 'deleted' };
      const wrong: CommitCheck = { result: 'wrong-expected-version', current };
      if (expected === 'stream-exists' && (current < 0 || isSoftDeleted(stream))) return wrong;
      if (expected === 'any' || expected === 'stream-exists') {
        const again = idempotentAt(stream, ids, (id) => recent.get(`${stream} ${id}`));
        return again === 'new' ? { result: 'ok' } : again;
      }
      const revision = expected === 'no-stream' ? -1 : expected;
      if (revision === current) return { result: 'ok' };
      if (revision > current) return wrong;
      const there = streams.get(stream) ?? [];
      const again = idempotentAt(stream, ids, (id, index) => {
        const record = there[revision + 1 + index];
        return record?.id === id ? record : undefined;
      });
      if (again !== 'new') return again;
      return expected === 'no-stream' && isSoftDeleted(stream) ? { result: 'ok' } : wrong;
    },
    read(stream) {
      const there = streams.get(stream);
      if (there === undefined || there.length === 0 || isSoftDeleted(stream)) return undefined;
      const before = truncatedBefore(stream);
      const first = Math.max(before === 'everything' ? 0 : before, scavengedBefore.get(stream) ?? 0);
      return there.filter(({ revision }) => revision >= first);
    },
    isTombstoned: (stream) => tombstoned.has(stream),
    softDelete(stream) {
      if (last(stream) < 0 && last(`$$${stream}`) < 0) return false;
      put(`$$${stream}`, [metadataRecord(`{"$tb":${softDeleted}}`)]);
      return true;
    },
    tombstone(stream) {
      tombstoned.add(stream);
      const record = { ...metadataRecord(''), isJson: false, type: '$streamDeleted' };
      const revision = Number.MAX_SAFE_INTEGER;
      records.push({ ...record, stream, revision, position: nextPosition, created: now() });
      nextPosition += 100;
    },
    scavenge() {
      for (const stream of streams.keys()) {
        const of = stream.startsWith('$$') ? stream.slice(2) : stream;
        const before = stream === of ? truncatedBefore(stream) : 'everything';
        const least = tombstoned.has(of) ? Number.POSITIVE_INFINITY : last(stream);
        const kept = before === 'everything' || tombstoned.has(of) ? least : Math.min(before, least);
        scavengedBefore.set(stream, Math.max(kept, scavengedBefore.get(stream) ?? 0));
      }
      const isLeft = ({ stream, revision, type }: LogRecord) =>
        type === '$streamDeleted' || revision >= (scavengedBefore.get(stream) ?? 0);
      records.splice(0, records.length, ...records.filter(isLeft));
    },
    lose(count) {
      for (const record of records.splice(records.length - count)) {
        streams.get(record.stream)?.pop();
        recent.delete(`${record.stream} ${record.id}`);
        nextPosition = Math.min(nextPosition, record.position);
      }
      // After a start it knows no ids but those it reads again, whether it lost any or not.
      recent.clear();
    },
  };
};

const metadataRecord = (text: string): ProposedRecord => ({
  id: crypto.randomUUID(),
  type: '$metadata',
  isJson: true,
  data: encoder.encode(text),
  metadata: new Uint8Array(),
});
