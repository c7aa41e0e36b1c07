import type { EventStore } from '@phananh/core';
import { streamOf } from '@phananh/core/engine';
import { personalInClear, sealingOfLog } from '@phananh/core/privacy';
import { lifecycleWorkflows } from '@phananh/core/reports';
import { grouped } from '../output/table.ts';
import { withIdentity } from '../store/identity.ts';
import { sealingOf } from '../store/key-places.ts';
import { openSealing } from '../store/open-sealing.ts';
import { openAsStored } from '../store/open-store.ts';
import type { StorePlace } from '../store/store-address.ts';
import { type Finding, failure } from './finding.ts';

const what = 'personal data';
const todo =
  'phananh copy --encrypt makes a log of it in which all of it is encrypted, and says what is to be destroyed then (docs/how-to/personal-data.md).';

/** Whether personal values of the log are encrypted, under keys that are here: of those that are not, erasure reaches none. */
export const checkSealing = async (place: StorePlace): Promise<Finding> => {
  try {
    await using closing = new AsyncDisposableStack();
    const store = await openAsStored(place);
    closing.defer(() => store.close());
    const sealing = await sealingOfLog(store);
    if (sealing !== undefined) {
      const { demandSealing, keys } = await openSealing(place, store);
      closing.defer(() => keys.close());
      await demandSealing();
    }
    const isInClear = personalInClear([
      ...lifecycleWorkflows,
      ...withIdentity(place.workflows).map(({ workflow }) => workflow),
    ]);
    for await (const event of store.readAll()) {
      if (sealing !== undefined && event.position >= sealing.position) break;
      if (!isInClear(event)) continue;
      const found = `personal data recorded before ${sealing === undefined ? 'now' : `position ${grouped(sealing.position)}`} is not encrypted: erasure cannot reach it, here or in any backup`;
      return { what, state: 'warning', found, todo };
    }
    if (sealing !== undefined && (await hasNamesInClear(store, isInClear)))
      return {
        what,
        state: 'warning',
        found:
          'names of officers, or in invitations, from before they were encrypted stand in clear: erasure cannot reach them, here or in any backup',
        todo,
      };
    if (sealing === undefined) return unsealed(place);
    return {
      what,
      state: 'good',
      found: `encrypted since position ${grouped(sealing.position)}, under the keys of this log`,
    };
  } catch (error) {
    return failure(what, error);
  }
};

/** What officers are called is encrypted since a later version than the rest: such names may stand behind where a log began to be sealed. */
const hasNamesInClear = async (
  store: Pick<EventStore, 'readAll'>,
  isInClear: ReturnType<typeof personalInClear>,
): Promise<boolean> => {
  for (const name of ['officer', 'invitation'])
    for await (const event of store.readAll({ streamPrefix: streamOf({ name }, '') }))
      if (isInClear(event)) return true;
  return false;
};

const unsealed = (place: StorePlace): Finding =>
  sealingOf(place).begin === true
    ? { what, state: 'good', found: 'there is none; the first is encrypted' }
    : {
        what,
        state: 'warning',
        found: 'it is not encrypted in this log, and new data will not be either: erasure cannot reach it',
        todo: 'Set personal.encrypt, and evidence.keys where several hosts write the log.',
      };
