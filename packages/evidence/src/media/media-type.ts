import { EvidenceError } from '@phananh/core/privacy';
import type { MediaType } from '@phananh/core/reports';
import { fileTypeFromBuffer } from 'file-type';

/** How many of the first bytes tell what it is, and of a photo how large. */
export const tellingBytes = 256 * 1024;

/** Names that one kind has, and no other kind that a name could be of: what is not here is refused. */
const kinds: { readonly [mime: string]: MediaType } = {
  'image/jpeg': 'image/jpeg',
  'image/png': 'image/png',
  'image/webp': 'image/webp',
  'image/heic': 'image/heic',
  'image/heif': 'image/heic',
  'video/mp4': 'video/mp4',
  'video/quicktime': 'video/quicktime',
};

export const isVideo = (type: MediaType): boolean => type.startsWith('video/');

/** What something is by how it begins. @throws `attachment-type-refused` */
export const mediaTypeOf = async (beginning: Uint8Array): Promise<MediaType> => {
  const found = await fileTypeFromBuffer(beginning).catch(() => undefined);
  const type = kinds[found?.mime ?? ''];
  if (type === undefined)
    throw new EvidenceError('attachment-type-refused', `this is no photo or video that is taken in`, {
      found: found?.mime ?? null,
      taken: [...new Set(Object.values(kinds))],
    });
  return type;
};
