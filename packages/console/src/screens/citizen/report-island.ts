import { mostPhotos } from '../../frame/multipart.ts';
import type { Frame, Visit } from '../../frame/screen.ts';
import type { ReportGiven } from '../../islands/report-given.ts';
import { citizenWords } from './words.ts';

/** What the form of a new report tells its island. */
export const reportGiven = (
  { base, evidence, maps, mapStyles }: Frame,
  { language }: Visit,
  { owner, isFilled }: Pick<ReportGiven, 'owner' | 'isFilled'>,
): ReportGiven => {
  const { island, locate, photosAgain } = citizenWords[language];
  const { baseMap } = maps;
  return {
    owner,
    isFilled,
    photos:
      evidence === undefined
        ? null
        : {
            address: `${base}/report/photos`,
            most: mostPhotos,
            limits: evidence.limits === undefined ? null : limitsOf(evidence.limits),
          },
    sentPage: `${base}/report/sent`,
    // Nobody knows a place on an empty sheet.
    map: baseMap.pictures === null && baseMap.areas === null ? null : { baseMap, styles: mapStyles },
    words: { ...island, locate, photosAgain, locale: language === 'vi' ? 'vi-VN' : 'en-GB' },
  };
};

const limitsOf = ({
  photoBytes,
  videoBytes,
}: {
  readonly photoBytes: number;
  readonly videoBytes: number;
}) => ({
  photoBytes,
  videoBytes,
});
