import { keptFormGiven } from '../../forms/kept-form.ts';
import type { Filled, Frame, Visit } from '../../frame/screen.ts';
import type { ReportGiven } from '../../islands/report-given.ts';
import { citizenWords } from './words.ts';

/** What is kept of what is typed: as the form names it, in its order. */
const fields = ['text', 'address', 'areaCode', 'coordinates', 'name', 'phone', 'email', 'device', 'accuracy'];

/** What the form of a new report tells its island. */
export const reportGiven = (frame: Frame, visit: Visit, filled: Filled): ReportGiven => {
  const { base, maps, mapStyles, draftMarkOf } = frame;
  const { island, locate, photosAgain } = citizenWords[visit.language];
  const { baseMap } = maps;
  const kept = keptFormGiven(frame, visit, {
    owner: draftMarkOf(visit.actor),
    takesOver: true,
    fields,
    unseen: ['device', 'accuracy'],
    needs: [['text'], ['address', 'areaCode', 'coordinates']],
    photosAt: `${base}/report/photos`,
    sentPage: `${base}/report/sent`,
    filled,
    words: { photosAgain },
  });
  return {
    ...kept,
    // Nobody knows a place on an empty sheet.
    map: baseMap.pictures === null && baseMap.areas === null ? null : { baseMap, styles: mapStyles },
    words: { ...kept.words, ...island, locate },
  };
};
