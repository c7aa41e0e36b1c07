import { instantOf, type StreamDeletion } from '@phananh/core/store';
import type { ServerRecord } from '../wire/client.ts';

type DeletionRecord = Pick<ServerRecord, 'streamId' | 'type' | 'data' | 'created' | 'position'>;

/**
 * What a system record says about the deletion of a stream of phananh. Such a record is the metadata of the stream (in `$$<stream>`, of
 * whatever type) or its tombstone (`$streamDeleted`); of any other record the answer is undefined. `restored`: by this metadata, every
 * event can be read.
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

/** Which events the metadata of a stream hide, so that the server may remove them (`$tb`, "truncate before"); undefined: none. */
export const hiddenBy = (metadata: unknown): 'soft-deleted' | 'truncated' | undefined => {
  if (typeof metadata !== 'object' || metadata === null || !('$tb' in metadata)) return undefined;
  const { $tb: before } = metadata;
  if (typeof before !== 'number' || before <= 0) return undefined;
  // The server writes 2^63 - 1 for a soft-deleted stream. No JavaScript number is exactly that.
  return before > Number.MAX_SAFE_INTEGER ? 'soft-deleted' : 'truncated';
};

/** Whether the metadata let the server remove events sooner or later, by their number or their age. */
const expiresBy = (metadata: unknown): boolean =>
  typeof metadata === 'object' && metadata !== null && ('$maxCount' in metadata || '$maxAge' in metadata);
