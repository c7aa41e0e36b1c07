import type { ServerRecord } from './client.ts';
import type { WireRecord } from './read-all.ts';

/** A record in the form in which the client gives it. */
export const serverRecordOf = (record: WireRecord): ServerRecord => {
  const isJson = record.contentType === 'application/json';
  const { id, stream: streamId, type, revision, commit, prepare, created } = record;
  return {
    id,
    streamId,
    type,
    isJson,
    revision: BigInt(revision),
    position: { commit: BigInt(commit), prepare: BigInt(prepare) },
    created: new Date(Math.floor(Number(created) / 10_000) || 0),
    data: isJson ? parsed(record.data(), (text) => text) : new Uint8Array(),
    metadata: metadataOf(record.metadata()),
  };
};

const metadataOf = (text: string): unknown =>
  text === '' ? undefined : parsed(text, () => new TextEncoder().encode(text));

const parsed = (text: string, otherwise: (text: string) => unknown): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return otherwise(text);
  }
};
