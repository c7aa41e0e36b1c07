import type { EventStore } from '@phananh/core';
import { streamOf } from '@phananh/core/engine';
import { envelopesOf, type KeyStore, personalInClear, sealingOfLog } from '@phananh/core/privacy';
import { lifecycleWorkflows } from '@phananh/core/reports';
import { counted, grouped } from '../output/table.ts';
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
      const astray = await keysAstray(store, keys, sealing.position);
      if (astray !== undefined) return astray;
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

/**
 * Of each subject that values of the log are encrypted under, whether its key is here, is gone because it was erased, or is another one. A host looks at
 * the newest events alone: keys that were restored from a backup of before may lack some that are older.
 */
const keysAstray = async (
  store: Pick<EventStore, 'readAll'>,
  keys: Pick<KeyStore, 'get' | 'stateOf'>,
  from: number,
): Promise<Finding | undefined> => {
  const sealedUnder = new Map<string, Set<string>>();
  for await (const { data } of store.readAll({ after: from }))
    for (const { envelope } of envelopesOf(data)) {
      const ids = sealedUnder.get(envelope.sub) ?? new Set();
      sealedUnder.set(envelope.sub, ids.add(envelope.kid));
    }
  let missing = 0;
  let other = 0;
  for (const [subject, ids] of sealedUnder) {
    const key = await keys.get(subject);
    if (key === undefined && (await keys.stateOf(subject)) === 'missing') missing += 1;
    else if (key !== undefined && [...ids].some((id) => id !== key.id)) other += 1;
  }
  if (missing === 0 && other === 0) return undefined;
  const found = [
    ...(missing === 0 ? [] : [`${counted(missing, 'key')} of the log not here`]),
    ...(other === 0
      ? []
      : [`${counted(other, 'key')} made anew for somebody whose data is encrypted under another one`]),
  ].join(', ');
  return {
    what,
    state: 'bad',
    found: `${found}: the keys are of a backup of before, or a part of them is lost`,
    todo: 'End the host before it makes more keys, keep the file of keys that is there now, and restore the newest backup of keys that has them (docs/how-to/back-up.md). Where there is none, what is encrypted under them is lost; evidence.lostKeys lets it be read as such.',
  };
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
