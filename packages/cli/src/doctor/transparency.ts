import { existsSync } from 'node:fs';
import type { Settings } from '../config/settings.ts';
import { openAsStored } from '../store/open-store.ts';
import type { StorePlace } from '../store/store-address.ts';
import { logPlaces } from '../transparency/open-log.ts';
import { type Finding, failure } from './finding.ts';

const what = 'transparency log';

/** Whether the newest checkpoint is of this store; `phananh verify` looks at everything. */
export const checkTransparency = async (
  place: StorePlace,
  { transparency }: Settings,
): Promise<readonly Finding[]> => {
  const places = logPlaces(place, transparency);
  if (transparency.origin === undefined && !existsSync(places.folder)) return [];
  try {
    const { checkNewest } = await import('@phananh/transparency');
    await using closing = new AsyncDisposableStack();
    const store = await openAsStored(place);
    closing.defer(() => store.close());
    const found = await checkNewest({ store, ...places });
    return [
      found === undefined
        ? { what, state: 'good', found: 'nothing was published yet' }
        : {
            what,
            state: 'good',
            found: `the newest checkpoint of ${found.origin}, ${found.size} entries, is of this store`,
          },
    ];
  } catch (error) {
    return [failure(what, error)];
  }
};
