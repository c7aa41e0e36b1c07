import { join } from 'node:path';
import type { Settings } from '../config/settings.ts';
import { evidencePlaces } from '../evidence/open-evidence.ts';
import { openKeysOf } from '../store/open-keys.ts';
import { openForReading } from '../store/open-store.ts';
import { openReportsOf } from '../store/policy-of-place.ts';
import type { StorePlace } from '../store/store-address.ts';
import { type Finding, failure } from './finding.ts';

const what = 'keys of photos and videos';

/** Whether the keys of evidence are those of the log: a host does not start with others. */
export const checkKeys = async (place: StorePlace, { evidence }: Settings): Promise<Finding> => {
  try {
    await using closing = new AsyncDisposableStack();
    const store = await openForReading(place);
    closing.defer(() => store.close());
    const keys = openKeysOf(place, evidence);
    closing.defer(() => keys.close());
    const { demandKeys } = await import('@phananh/evidence');
    const { folder, keys: path } = evidencePlaces(place, evidence);
    await demandKeys({ reports: await openReportsOf(store), keys, position: join(folder, 'followed') });
    return {
      what,
      state: 'good',
      found: `${path ?? `the bucket ${evidence.keyBucket?.bucket}`} has those of the log, if it needs any`,
    };
  } catch (error) {
    return failure(what, error);
  }
};
