import { rm } from 'node:fs/promises';
import type { RecordedEvent, Reports } from '@phananh/core';
import { idInStream, Refused, WrongPhase } from '@phananh/core/engine';
import type { DataKey, KeyStore } from '@phananh/core/privacy';
import { type AttachmentState, attachmentWorkflow, type NoCopyReason } from '@phananh/core/reports';
import { opened } from '../evidence.ts';
import { keyOf } from '../keys/key-of.ts';
import { isVideo } from '../media/media-type.ts';
import { readPosition, writePosition } from '../position.ts';
import { sealed } from '../sealed/seal.ts';
import { spool } from '../sealed/spool.ts';
import type { EvidenceStorage } from '../storage/storage.ts';
import { type Converter, convert } from './convert.ts';
import { type CopyLimits, type MadeCopies, type MadeCopy, makeCopies } from './make-copies.ts';

export interface CopyingOptions {
  readonly reports: Reports;
  readonly keys: KeyStore;
  readonly storage: EvidenceStorage;
  /** As for uploads. */
  readonly spool: string;
  /** A file that says how far the log has been followed. Where it is not there, it is followed from the beginning. */
  readonly position: string;
  /** Makes JPEGs of HEIC photos. Absent: they have no public copy. */
  readonly converter?: Converter;
  readonly limits?: Partial<CopyLimits>;
}

const defaultCopyLimits: CopyLimits = {
  pixels: 64_000_000,
  copyPixels: 2048,
  thumbnailPixels: 320,
  copySeconds: 30,
  copyMemoryBytes: 1024 * 1024 * 1024,
};

const actor = { kind: 'system', id: 'evidence' } as const;

/**
 * Follows the log and makes the public copies of what is uploaded, one at a time; deletes the bytes of what was given up. It may be
 * ended at any moment, and run by every host: what was done already is not done again.
 *
 * Returns with the signal; throws what it cannot go on over, and goes on from there when it is run again.
 */
export const followAttachments = async (options: CopyingOptions, signal: AbortSignal): Promise<void> => {
  const { reports, position: path } = options;
  const after = await readPosition(path);
  const batches = reports.store.subscribe({ after, streamPrefix: `${attachmentWorkflow.name}-`, signal });
  for await (const { events, position } of batches) {
    for (const event of events) {
      if (signal.aborted) return;
      await handle(options, event, signal);
      await writePosition(path, event.position);
    }
    // What others wrote meanwhile need not be passed over once more.
    if (events.length > 0) await writePosition(path, position);
  }
};

const handle = async (options: CopyingOptions, event: RecordedEvent, signal: AbortSignal): Promise<void> => {
  const id = idInStream(attachmentWorkflow, event.stream);
  if (id === undefined || event.fault !== undefined) return;
  switch (event.type) {
    case 'uploaded':
      return copyUpload(options, id, signal);
    case 'removed':
      return deleteBytes(options, [id, ...(await copiesBefore(options, id, event))]);
    case 'copies-withdrawn':
      return deleteBytes(options, await copiesBefore(options, id, event));
  }
};

const deleteBytes = async ({ storage }: CopyingOptions, ids: readonly string[]): Promise<void> => {
  for (const id of ids) await storage.delete(id);
};

/** The copies that there were before they were given up. */
const copiesBefore = async (
  { reports }: CopyingOptions,
  id: string,
  { revision }: RecordedEvent,
): Promise<readonly string[]> => {
  const before = await reports.attachments.handler.load(id, { revision: revision - 1 });
  const copies = before?.state.copies;
  return copies == null ? [] : [copies.copy.id, copies.thumbnail.id];
};

const copyUpload = async (options: CopyingOptions, id: string, signal: AbortSignal): Promise<void> => {
  const { reports, keys } = options;
  const subject = await reports.attachments.handler.load(id);
  if (subject === undefined || !isOpen(subject.state)) return;
  const key = await keyOf(keys, subject.state.subject);
  // Erased meanwhile.
  if (key === undefined) return;
  const made = await copiesOf(options, id, subject.state, key, signal);
  if (typeof made === 'string') await record(options, id, 'record-no-copy', { reason: made });
  else await storeCopies(options, id, made, key);
};

/** Whether a copy is still to be made. */
const isOpen = ({ phase, copies, noCopy }: AttachmentState): boolean =>
  phase !== 'removed' && copies === null && (noCopy === null || noCopy === 'no-converter');

const copiesOf = async (
  { storage, converter, limits: given }: CopyingOptions,
  id: string,
  { mediaType }: AttachmentState,
  key: DataKey,
  signal: AbortSignal,
): Promise<MadeCopies | NoCopyReason> => {
  const limits = { ...defaultCopyLimits, ...given };
  if (isVideo(mediaType)) return 'video';
  const { read } = await opened(storage, id, key);
  if (mediaType !== 'image/heic') return (await makeCopies(read(), limits, signal)) ?? 'unreadable';
  if (converter === undefined) return 'no-converter';
  await using converted = await convert(read(), converter, limits, signal);
  return (converted && (await makeCopies(converted.jpeg, limits, signal))) ?? 'unreadable';
};

const storeCopies = async (
  options: CopyingOptions,
  id: string,
  { copy, thumbnail }: MadeCopies,
  key: DataKey,
): Promise<void> => {
  const stored = { copy: await store(options, copy, key), thumbnail: await store(options, thumbnail, key) };
  const isKept = await record(options, id, 'record-copy', { mediaType: 'image/jpeg', ...stored });
  // Another host was first.
  if (!isKept) await deleteBytes(options, [stored.copy.id, stored.thumbnail.id]);
};

const store = async (
  { storage, spool: folder }: CopyingOptions,
  { bytes, width, height }: MadeCopy,
  key: DataKey,
) => {
  const spooled = await spool(folder, sealed([bytes], key));
  try {
    await storage.put(spooled);
  } finally {
    await rm(spooled.path, { force: true });
  }
  return { id: spooled.id, size: bytes.length, width, height };
};

/** @returns false when it was settled already */
const record = async (
  { reports }: CopyingOptions,
  id: string,
  command: 'record-copy' | 'record-no-copy',
  input: object,
): Promise<boolean> => {
  try {
    await reports.attachments.handler.execute(id, command, input, { actor });
    return true;
  } catch (error) {
    if (error instanceof Refused || error instanceof WrongPhase) return false;
    throw error;
  }
};
