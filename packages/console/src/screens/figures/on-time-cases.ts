import type { GroupKey, onTimeRatioNames } from '@phananh/core/read-models';
import { type AskedFigures, casesHref } from './asked.ts';

type OnTimeRatio = (typeof onTimeRatioNames)[number];

/** Which due moments a verdict is of: those with extensions, or the original ones. */
export type Reading = 'inForce' | 'original';

const onTime = { inForce: 'on-time,on-time-extended', original: 'on-time' } as const;

/** Which verdicts the denominator of a formula has, beside those on time; undefined: all verdicts. */
const others = {
  onTimeOfDecided: 'late',
  onTimeOfDue: 'late,overdue',
  onTimeOfAll: undefined,
} as const satisfies { readonly [Name in OnTimeRatio]: unknown };

/** Where the cases of an on-time ratio of a group are: those of its numerator, and those of its denominator. */
export const onTimeCases = (
  asked: AskedFigures,
  group: GroupKey,
  { ratio, reading }: { readonly ratio: OnTimeRatio; readonly reading: Reading },
): { readonly above: string | undefined; readonly below: string | undefined } => {
  const parameter = reading === 'original' ? 'againstOriginal' : 'verdict';
  const good = onTime[reading];
  const beside = others[ratio];
  return {
    above: casesHref(asked, group, { [parameter]: good }),
    below: casesHref(asked, group, beside === undefined ? {} : { [parameter]: `${good},${beside}` }),
  };
};
