import { crc32 } from 'node:zlib';

/** The columns of an event that its checksum is computed over: all of them. The id is in hexadecimal digits, without hyphens. */
export type CheckedColumns = readonly [
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  version: number,
  data: string,
  metadata: string,
  recordedAt: string,
];

/**
 * CRC-32 of the columns in UTF-8, a line each: it tells accidents of disks and memory, one changed bit always, others all but
 * once in four thousand millions. Whoever forges an event computes it anew.
 *
 * Undefined for what is not of the types that were written: a damaged header of a row can make bytes of the very same text.
 */
export const checksumOf = (columns: CheckedColumns): number | undefined => {
  const [position, stream, revision, id, type, version, data, metadata, recordedAt] = columns;
  const areTexts =
    typeof stream === 'string' &&
    typeof type === 'string' &&
    typeof data === 'string' &&
    typeof metadata === 'string' &&
    typeof recordedAt === 'string';
  if (!areTexts) return undefined;
  return crc32(
    `${position}\n${stream}\n${revision}\n${id}\n${type}\n${version}\n${recordedAt}\n${data}\n${metadata}`,
  );
};

/** The same of where a stream ends. */
export const endChecksumOf = (stream: string, revision: number): number | undefined =>
  typeof stream === 'string' ? crc32(`${stream}\n${revision}`) : undefined;
