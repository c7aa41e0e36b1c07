import { createHash, randomUUID } from 'node:crypto';
import type { Reports } from '@phananh/core';
import { NotFound } from '@phananh/core/engine';
import { EvidenceError } from '@phananh/core/privacy';
import type { Evidence } from '@phananh/http';

/** What begins as a JPEG does, so that browsers take it for one too. */
export const jpegOf = (text: string): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(text)]);

/** Takes in whatever begins as a JPEG, or says that it is one, and keeps nothing of it. */
export const photosIn = (reports: () => Reports): Evidence => ({
  upload: async (source, { actor, reportId }) => {
    const bytes = Buffer.concat(await Array.fromAsync(source));
    if (!bytes.subarray(0, 4).equals(Buffer.from('JPEG')) && !bytes.subarray(0, 4).equals(jpegOf('')))
      throw new EvidenceError('attachment-type-refused', 'it is no photo');
    const attachmentId = createHash('sha256').update(randomUUID()).digest('hex');
    const recorded = {
      attachmentId,
      mediaType: 'image/jpeg',
      size: bytes.length,
      subject: `upload:${attachmentId}`,
    };
    await reports().attachments.handler.create(
      'upload',
      { ...recorded, ...(reportId !== undefined && { reportId }) },
      { actor },
    );
    return { attachmentId, mediaType: 'image/jpeg', size: bytes.length };
  },
  find: async (id) => {
    throw new NotFound('attachment', id);
  },
  status: async (id) => {
    throw new NotFound('attachment', id);
  },
});
