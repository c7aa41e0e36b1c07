import { createHash, randomBytes } from 'node:crypto';

/** Secrets by which somebody has one report. Only their digests are recorded, each bound to its report. */

const groups = 4;
const ofGroup = 4;
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The secret of a one-time link: 80 random bits as sixteen characters, which can be read out on the telephone. */
export const newLinkSecret = (bytes: Uint8Array = randomBytes(groups * ofGroup)): string =>
  Array.from({ length: groups }, (_, group) =>
    [...bytes.subarray(group * ofGroup, (group + 1) * ofGroup)]
      .map((byte) => letters.charAt(byte & 31))
      .join(''),
  ).join('-');

/** What a device shows that has a report: 256 random bits. */
export const newHeldSecret = (): string => randomBytes(32).toString('base64url');

/** As it was meant: in either case, with or without hyphens, with look-alikes. */
const plainLink = (written: string): string =>
  written
    .normalize('NFKC')
    .replaceAll(/[\s\p{Dash_Punctuation}]/gu, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');

const digest = (kind: string, reportId: string, secret: string): string =>
  createHash('sha256').update(`phananh ${kind} ${reportId} ${secret}`).digest('hex');

export const linkDigest = (reportId: string, written: string): string =>
  digest('link', reportId, plainLink(written));

export const heldDigest = (reportId: string, secret: string): string => digest('held', reportId, secret);
