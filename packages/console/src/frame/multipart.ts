import { PhananhError } from '@phananh/core';
import type { Evidence } from '@phananh/http';
import { HttpError } from '@phananh/http';
import type { FastifyRequest } from 'fastify';
import { ConsoleError } from '../errors.ts';
import type { Giver } from './screen.ts';

/** Forms with photos, read as they come. */

export interface ReadForm {
  /** What was typed, with the ids of the photos that were taken in as `attachments`. */
  readonly values: URLSearchParams;
  /** Whether a photo was taken in. */
  readonly hasPhotos?: boolean;
  /** Why a photo was not taken in. */
  readonly thrown?: unknown;
}

/** Most photos that are sent with one form. */
export const mostPhotos = 4;
/** Of the form as a whole; how fast a photo has to come is looked at for each. */
const longestMilliseconds = 600_000;
/** Files that are read off at most: more than may be sent, so that who chose too many is told so in their form. */
const mostFiles = 100;

/**
 * Reads a form to its end. Photos are taken in as they come, by whoever the fields before them say gives them; where nobody does they are left, and
 * have to be chosen once more.
 */
export const readForm = async (
  request: FastifyRequest,
  {
    evidence,
    giverOf,
    textFiles = [],
  }: {
    readonly evidence: Evidence | undefined;
    readonly giverOf: (values: URLSearchParams) => Giver | undefined;
    /** Fields whose files are read as text. */
    readonly textFiles?: readonly string[];
  },
): Promise<ReadForm> => {
  const values = new URLSearchParams();
  const late = setTimeout(() => request.raw.destroy(), longestMilliseconds);
  const { bodyBytes } = request.server.phananh.limits;
  let typed = 0;
  let thrown: unknown;
  let hasPhotos = false;
  try {
    const parts = request.parts({
      limits: {
        files: mostFiles,
        fields: 200,
        fieldSize: bodyBytes,
        parts: 200 + mostFiles,
        fileSize: Number.MAX_SAFE_INTEGER,
      },
    });
    for await (const part of parts) {
      if (part.type === 'field') {
        const value = String(part.value);
        typed += value.length;
        if (typed > bodyBytes) throw new HttpError('payload-too-large', 'the form has too much text');
        values.append(part.fieldname, value);
        continue;
      }
      const { file, filename } = part;
      if (textFiles.includes(part.fieldname)) {
        const text = await textOf(file, bodyBytes - typed);
        typed += text.length;
        if (text !== '') values.append(part.fieldname, text);
        continue;
      }
      // A browser sends a file without a name where none was chosen.
      const giver = filename === undefined || filename === '' ? undefined : giverOf(values);
      const isOver = values.getAll('attachments').length >= mostPhotos;
      if (giver === undefined || evidence === undefined || isOver) {
        if (giver !== undefined && isOver)
          thrown ??= new ConsoleError('too-many-photos', `${filename} is one more than ${mostPhotos}`);
        file.resume();
        continue;
      }
      try {
        const { attachmentId } = await evidence.upload(file, { ...giver, correlationId: request.id });
        values.append('attachments', attachmentId);
        hasPhotos = true;
      } catch (error) {
        // The others and what was typed are not lost with it.
        thrown ??= error;
        file.resume();
      }
    }
  } catch (error) {
    if (error instanceof PhananhError) throw error;
    throw new HttpError('malformed-request', 'the form is malformed or was cut off');
  } finally {
    clearTimeout(late);
  }
  return { values, hasPhotos, ...(thrown !== undefined && { thrown }) };
};

const textOf = async (file: AsyncIterable<Uint8Array>, most: number): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of file) {
    bytes += chunk.length;
    if (bytes > most) throw new HttpError('payload-too-large', 'the file is too large for a form');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};
