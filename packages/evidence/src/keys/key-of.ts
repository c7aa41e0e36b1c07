import { type DataKey, EvidenceError, type KeyStore } from '@phananh/core/privacy';

/**
 * The key that something of a subject was encrypted under; undefined when it was destroyed: erased.
 *
 * @throws `key-missing` when it is not here: who has lost a key did not erase anything
 */
export const keyOf = async (keys: KeyStore, subject: string): Promise<DataKey | undefined> => {
  const key = await keys.get(subject);
  if (key === undefined && (await keys.stateOf(subject)) === 'missing')
    throw new EvidenceError('key-missing', 'the key that this was encrypted under is not here');
  return key;
};
