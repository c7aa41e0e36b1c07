import { type Evidence, fetchSource, fileIn, type Networks } from '@phananh/evidence';
import { isAddress } from './photo-source.ts';
import type { PhotoTaking } from './photos.ts';

/** Where photos may be had from. */
export interface PhotoPlaces {
  /** The folder of those that are files. Absent: no file is read. */
  readonly folder?: string;
  readonly networks: Networks;
  /** Also over http. */
  readonly http: boolean;
}

export const photoTaking = (
  { upload }: Pick<Evidence, 'upload'>,
  { folder, networks, http }: PhotoPlaces,
): PhotoTaking => ({
  upload,
  open: (source) =>
    isAddress(source) || folder === undefined
      ? fetchSource(source, { networks, http })
      : fileIn(folder, source),
});
