import { mostPhotos } from '../frame/multipart.ts';
import type { Filled, Frame, Visit } from '../frame/screen.ts';
import type { KeptFormGiven, KeptFormWords } from '../islands/report-given.ts';
import { formWords } from './words.ts';

/** What a form of a citizen tells its island, which keeps what is typed into it. */
export const keptFormGiven = (
  { evidence }: Pick<Frame, 'evidence'>,
  { language }: Visit,
  {
    photosAt,
    filled,
    words,
    ...given
  }: Pick<KeptFormGiven, 'owner' | 'takesOver' | 'fields' | 'unseen' | 'needs' | 'sentPage'> & {
    /** Where one photo is taken in; absent: none can be sent with it. */
    readonly photosAt: string | undefined;
    readonly filled: Filled;
    readonly words: Partial<KeptFormWords>;
  },
): KeptFormGiven => ({
  ...given,
  isFilled: isFilled(filled, [...given.fields, 'attachments']),
  photos:
    evidence === undefined || photosAt === undefined
      ? null
      : {
          address: photosAt,
          most: mostPhotos,
          limits:
            evidence.limits === undefined
              ? null
              : { photoBytes: evidence.limits.photoBytes, videoBytes: evidence.limits.videoBytes },
        },
  words: {
    ...formWords[language].kept,
    photosAgain: '',
    ...words,
    locale: language === 'vi' ? 'vi-VN' : 'en-GB',
  },
});

/** Whether the page shows what was typed before. */
const isFilled = ({ values, because, problem }: Filled, fields: readonly string[]): boolean =>
  because !== undefined || problem !== undefined || fields.some((name) => (values.get(name) ?? '') !== '');
