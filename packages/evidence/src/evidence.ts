import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type Actor, PhananhError, type Reports } from '@phananh/core';
import { NotFound, Refused, StoreUnavailable } from '@phananh/core/engine';
import {
  type DataKey,
  EvidenceError,
  type EvidenceFile,
  type EvidenceForm,
  type KeyStore,
} from '@phananh/core/privacy';
import { type AttachmentState, heldReportOf, type MediaType } from '@phananh/core/reports';
import { filesAllowed } from './access.ts';
import { keyOf } from './keys/key-of.ts';
import { durationOf } from './media/duration.ts';
import { defaultLimits, type EvidenceLimits } from './media/limits.ts';
import { isVideo, mediaTypeOf, tellingBytes } from './media/media-type.ts';
import { paced } from './media/paced.ts';
import { pixelsOf } from './media/pixels.ts';
import { sharedTurns } from './media/turns.ts';
import { plainSizeOf } from './sealed/format.ts';
import { sealed } from './sealed/seal.ts';
import { type Spooled, spool } from './sealed/spool.ts';
import { type Stored, unsealed } from './sealed/unseal.ts';
import type { EvidenceStorage } from './storage/storage.ts';

export interface EvidenceOptions {
  readonly reports: Reports;
  readonly keys: KeyStore;
  readonly storage: EvidenceStorage;
  /** A folder of this host alone where uploads are written, encrypted, before they are stored. */
  readonly spool: string;
  readonly limits?: Partial<EvidenceLimits>;
}

/** Who uploads, and for what. */
export interface UploadOptions {
  readonly actor: Actor;
  /** The report that an officer gives it for: its key encrypts it, and no other report can name it. */
  readonly reportId?: string;
  readonly correlationId?: string;
  /** By which the upload is found in the log again. It may be of one upload only. Default: a new one. */
  readonly commandId?: string;
}

export interface UploadedFile {
  readonly attachmentId: string;
  readonly mediaType: MediaType;
  /** Bytes. */
  readonly size: number;
}

/** How it is with a photo or video. */
export interface EvidenceStatus {
  readonly attachmentId: string;
  readonly mediaType: string;
  readonly size: number;
  readonly phase: AttachmentState['phase'];
  /** Whether there is a public copy, or why there is none yet, or none at all. */
  readonly publicCopy: 'ready' | 'pending' | NonNullable<AttachmentState['noCopy']>;
}

export interface Evidence {
  /**
   * Takes a photo or video in: nothing of it is written unencrypted, and no more of it is in memory than a part. The least rate and the
   * longest time hold until the source has ended; one that throws leaves nothing.
   *
   * @throws {@link EvidenceError}; `not-found` for a report that the officer may not know of
   */
  upload(source: AsyncIterable<Uint8Array>, options: UploadOptions): Promise<UploadedFile>;
  /**
   * A file as the actor may have it.
   *
   * @throws `not-found` for what is not there or not theirs to see; `attachment-not-publishable` for a public copy that there is not
   */
  find(attachmentId: string, form: EvidenceForm, actor: Actor | undefined): Promise<EvidenceFile>;
  /** @throws `not-found` as {@link Evidence.find} does */
  status(attachmentId: string, actor: Actor | undefined): Promise<EvidenceStatus>;
  readonly limits: EvidenceLimits;
}

/** Photos and videos of reports: encrypted from the first byte, recorded in the log, shown to those who may see them. */
export const evidence = (options: EvidenceOptions): Evidence => {
  const { reports, keys, storage } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const begin = uploadSlots(limits);
  const inTurns = sharedTurns();

  const upload: Evidence['upload'] = async (source, given) => {
    const { actor, reportId, correlationId, commandId } = given;
    using _ = begin(actor);
    await demandReport(reports, actor, reportId);
    const subject = subjectOf(actor, reportId);
    const { head, rest } = await beginning(inTurns(paced(source, limits)));
    if (head.length === 0) throw new EvidenceError('attachment-empty', 'the file has no bytes');
    const mediaType = await mediaTypeOf(head);
    const pixels = pixelsOf(mediaType, head);
    demandPixels(pixels, limits);
    const key = await keys.create(subject);
    const counted = atMost(rest, isVideo(mediaType) ? limits.videoBytes : limits.photoBytes);
    const spooled = await spool(options.spool, sealed(counted, key));
    try {
      const size = plainSizeOf(spooled.size);
      const durationSeconds = isVideo(mediaType) ? await demandDuration(spooled, key, limits) : undefined;
      await storage.put(spooled);
      const recorded = {
        attachmentId: spooled.id,
        mediaType,
        size,
        subject,
        ...(reportId !== undefined && { reportId }),
        ...pixels,
        ...(durationSeconds !== undefined && { durationSeconds }),
      };
      await reports.attachments.handler
        .create('upload', recorded, {
          actor,
          ...(correlationId !== undefined && { correlationId }),
          ...(commandId !== undefined && { commandId }),
        })
        .catch(async (error: unknown) => {
          if (wasRefused(error)) await storage.delete(spooled.id).catch(() => {});
          throw error;
        });
      return { attachmentId: spooled.id, mediaType, size };
    } finally {
      await rm(spooled.path, { force: true });
    }
  };

  const known = async (attachmentId: string, actor: Actor | undefined) => {
    const subject = await reports.attachments.handler.load(attachmentId);
    const allowed = subject && (await filesAllowed(reports, attachmentId, subject.state, actor));
    if (subject === undefined || allowed === undefined || subject.state.phase === 'removed')
      throw new NotFound('attachment', attachmentId);
    return { state: subject.state, allowed };
  };

  const find: Evidence['find'] = async (attachmentId, form, actor) => {
    const { state, allowed } = await known(attachmentId, actor);
    if (form === 'original' && allowed !== 'original') throw new NotFound('attachment', attachmentId);
    const { id, mediaType } =
      form === 'original' ? { id: attachmentId, ...state } : copyOf(attachmentId, form, state);
    const key = await keyOf(keys, state.subject);
    // Erased: what it was encrypted under is gone, and so is it.
    if (key === undefined) throw new NotFound('attachment', attachmentId);
    return { id, mediaType, ...(await opened(storage, id, key)) };
  };

  const status: Evidence['status'] = async (attachmentId, actor) => {
    const { state } = await known(attachmentId, actor);
    const { mediaType, size, phase, copies, noCopy } = state;
    const publicCopy = copies === null ? (noCopy ?? (isVideo(mediaType) ? 'video' : 'pending')) : 'ready';
    return { attachmentId, mediaType, size, phase, publicCopy };
  };

  return { upload, find, status, limits };
};

/** Whether it is certain that nothing was recorded. Bytes that nothing names after all are cleared away later. */
const wasRefused = (error: unknown): boolean =>
  error instanceof PhananhError && !(error instanceof StoreUnavailable);

/** Places for uploads, of all and of one actor. @throws `attachments-busy` */
const uploadSlots = ({ uploads, uploadsOfOne }: EvidenceLimits) => {
  const running = new Map<string, number>();
  let all = 0;
  return ({ kind, id }: Actor): Disposable => {
    const who = `${kind}:${id}`;
    const own = running.get(who) ?? 0;
    if (all >= uploads || own >= uploadsOfOne)
      throw new EvidenceError('attachments-busy', 'too many uploads are taken in at once', {
        retryAfterSeconds: 5,
      });
    all += 1;
    running.set(who, own + 1);
    return {
      [Symbol.dispose]: () => {
        all -= 1;
        const left = (running.get(who) ?? 1) - 1;
        if (left === 0) running.delete(who);
        else running.set(who, left);
      },
    };
  };
};

/** A citizen's photo is encrypted under their key, an officer's under one of the report that it is for. */
const subjectOf = ({ kind, id }: Actor, reportId: string | undefined): string => {
  // Whoever has the link of a report is nobody beside it: what they give is the report's.
  const held = heldReportOf(id);
  if (kind === 'citizen') return held === undefined ? `citizen:${id}` : `report:${held}`;
  return reportId === undefined ? `upload:${randomUUID()}` : `report:${reportId}`;
};

const demandReport = async (reports: Reports, actor: Actor, reportId: string | undefined): Promise<void> => {
  if (reportId !== undefined) await reports.get(reportId, { actor });
};

/** As much of the beginning as tells what it is, and everything. */
const beginning = async (
  source: AsyncGenerator<Uint8Array, void>,
): Promise<{ readonly head: Buffer; readonly rest: AsyncIterable<Uint8Array> }> => {
  const parts: Uint8Array[] = [];
  let length = 0;
  while (length < tellingBytes) {
    const { done, value } = await source.next();
    if (done === true || value === undefined) break;
    parts.push(value);
    length += value.length;
  }
  const head = Buffer.concat(parts);
  return {
    head,
    rest: (async function* () {
      yield head;
      yield* source;
    })(),
  };
};

async function* atMost(source: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array, void> {
  let size = 0;
  for await (const bytes of source) {
    size += bytes.length;
    if (size > most) throw tooLarge('bytes', most);
    yield bytes;
  }
}

const tooLarge = (what: 'bytes' | 'pixels' | 'seconds', most: number): EvidenceError =>
  new EvidenceError('attachment-too-large', `it has more than ${most} ${what}`, { most: { [what]: most } });

const demandPixels = (pixels: ReturnType<typeof pixelsOf>, { photoPixels }: EvidenceLimits): void => {
  if (pixels === undefined) return;
  const { width, height } = pixels;
  if (width === 0 || height === 0) throw new EvidenceError('attachment-unreadable', 'the photo has no size');
  if (width * height > photoPixels) throw tooLarge('pixels', photoPixels);
};

const demandDuration = async (
  spooled: Spooled,
  key: DataKey,
  { videoSeconds }: EvidenceLimits,
): Promise<number> => {
  const storedAt: Stored = { size: spooled.size, read: (range) => createReadStream(spooled.path, range) };
  const size = plainSizeOf(spooled.size);
  const seconds = await durationOf(async (start, length) => {
    const end = Math.min(start + length, size) - 1;
    return end < start
      ? Buffer.alloc(0)
      : Buffer.concat(await Array.fromAsync(unsealed(storedAt, key, { start, end })));
  }, size);
  if (seconds > videoSeconds) throw tooLarge('seconds', videoSeconds);
  return seconds;
};

/** The public copy, or the thumbnail. @throws `attachment-not-publishable` */
const copyOf = (
  attachmentId: string,
  form: Exclude<EvidenceForm, 'original'>,
  { copies, noCopy }: AttachmentState,
) => {
  if (copies !== null) return { id: copies[form].id, mediaType: copies.mediaType };
  const reason = noCopy ?? 'copy-pending';
  throw new Refused('attachment-not-publishable', `${attachmentId} has no public copy: ${reason}`, {
    attachmentId,
    reason,
  });
};

/** Opens stored bytes under a key. @throws `evidence-corrupt` where nothing is stored */
export const opened = async (
  storage: EvidenceStorage,
  id: string,
  key: DataKey,
): Promise<Pick<EvidenceFile, 'size' | 'read'>> => {
  const size = await storage.size(id);
  if (size === undefined) throw new EvidenceError('evidence-corrupt', `${id} is not stored any more`);
  const stored: Stored = { size, read: (range) => storage.read(id, range) };
  return { size: plainSizeOf(size), read: (range) => unsealed(stored, key, range) };
};
