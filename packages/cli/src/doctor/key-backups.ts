import { systemClock } from '@phananh/core/engine';
import { isExpired, keyBackupsOf } from '../backup/key-backups.ts';
import type { Settings } from '../config/settings.ts';
import { counted } from '../output/table.ts';
import type { StorePlace } from '../store/store-address.ts';
import { type Finding, failure } from './finding.ts';

const what = 'backups of keys';

/** Whether there are backups of keys that should not be there any more: whoever has one can read what was erased since. */
export const checkKeyBackups = (place: StorePlace, { personal }: Settings): Finding => {
  const days = personal.keyBackupDays;
  try {
    const there = keyBackupsOf(place);
    const expired = there.filter(({ takenAt }) => isExpired(takenAt, { days, now: systemClock.now() }));
    const [oldest] = there;
    if (expired.length > 0)
      return {
        what,
        state: 'bad',
        found: `${expired.map(({ folder, takenAt }) => `${folder} of ${takenAt}`).join(', ')}: older than ${days} days, and what was erased since can be read with it`,
        todo: 'Delete them, in every place that they were copied to. phananh backup --keys deletes those that it knows of, once a newer one is written (personal.keyBackupDays).',
      };
    return {
      what,
      state: 'good',
      found:
        oldest === undefined
          ? 'none that this store knows of'
          : `${counted(there.length, 'backup')}, the oldest of ${oldest.takenAt}; none older than ${days} days`,
    };
  } catch (error) {
    return failure(what, error);
  }
};
