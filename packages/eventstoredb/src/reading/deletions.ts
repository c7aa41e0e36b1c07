import { instantOf, type StreamDeletion } from '@phananh/core/store';
import type { ServerRecord } from '../wire/client.ts';

type DeletionRecord = Pick<ServerRecord, 'streamId' | 'type' | 'data' | 'created' | 'position'>;

/**
 * What a record of the server's own says of a stream that is not: its metadata, of whatever type, or its tombstone. Undefined:
 * nothing. `restored` is what metadata says that lets every event be read.
 */
export const deletionOf = ({
  streamId,
  type,
  data,
  created,
  position,
}: DeletionRecord): StreamDeletion | undefined => {
  const said = { position: Number(position?.commit ?? 0), recordedAt: instantOf(created.getTime()) };
  if (streamId.startsWith('$$') && !streamId.startsWith('$$$'))
    return {
      stream: streamId.slice(2),
      how: hiddenBy(data) ?? (expiresBy(data) ? 'truncated' : 'restored'),
      ...said,
    };
  if (type === '$streamDeleted' && !streamId.startsWith('$'))
    return { stream: streamId, how: 'tombstoned', ...said };
  return undefined;
};

/** What the metadata of a stream hides of its events, and lets the server remove; undefined: nothing. */
export const hiddenBy = (metadata: unknown): 'soft-deleted' | 'truncated' | undefined => {
  if (typeof metadata !== 'object' || metadata === null || !('$tb' in metadata)) return undefined;
  const { $tb: before } = metadata;
  if (typeof before !== 'number' || before <= 0) return undefined;
  // 2^63 - 1, which no number of JSON is exactly.
  return before > Number.MAX_SAFE_INTEGER ? 'soft-deleted' : 'truncated';
};

/** Whether the server removes events by it sooner or later. */
const expiresBy = (metadata: unknown): boolean =>
  typeof metadata === 'object' && metadata !== null && ('$maxCount' in metadata || '$maxAge' in metadata);
