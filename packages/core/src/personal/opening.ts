import {
  envelopesOf,
  erased,
  type JsonValue,
  type PersonalEnvelope,
  type RecordedEvent,
  withOpened,
} from '../engine/index.ts';
import { damagedEvent } from '../engine/log/recorded-event.ts';
import { EvidenceError } from '../privacy/index.ts';
import type { Ciphers } from './ciphers.ts';
import type { Keyring, SubjectKey } from './keyring.ts';
import type { LogIdentity } from './log-identity.ts';
import { openValue } from './sealing.ts';

/** What became of a key that a value was sealed under. */
type Known = SubjectKey | 'destroyed';

export interface OpeningOptions {
  readonly keyring: Keyring;
  readonly ciphers: Ciphers;
  readonly identity: LogIdentity;
  /** What to do with values whose key is not here and was not destroyed here. */
  readonly lostKeys: 'refuse' | 'as-erased';
}

/**
 * Opens recorded events. A promise only where the store of keys has to be asked.
 *
 * @throws {@link StoreCorrupt} for what was altered, or moved from where it was sealed; `key-missing` for what was sealed under a key that
 * is not here
 */
export const openingEvents = ({ keyring, ciphers, identity, lostKeys }: OpeningOptions) => {
  const keyOf = (subject: string): Known | Promise<Known> => {
    const found = keyring.find(subject);
    return found instanceof Promise ? found.then((key) => demandKnown(key)) : demandKnown(found);
  };
  const demandKnown = (found: SubjectKey | 'destroyed' | undefined): Known => {
    if (found !== undefined) return found;
    lost();
    return 'destroyed';
  };
  /** @throws `key-missing`, unless what is lost is taken for erased */
  const lost = (): typeof erased => {
    if (lostKeys === 'as-erased') return erased;
    throw new EvidenceError('key-missing', 'an event was sealed under a key that is not here');
  };

  const opened = (event: RecordedEvent, log: string, keys: ReadonlyMap<string, Known>): RecordedEvent => {
    const open = (envelope: PersonalEnvelope, field: string): JsonValue => {
      const key = keys.get(envelope.sub);
      if (key === undefined || key === 'destroyed') return erased;
      const { stream, revision, id: eventId, type } = event;
      const place = { log, stream, revision, eventId, type, field, subject: envelope.sub };
      const found = openValue(envelope, key, place, ciphers);
      if (found === 'destroyed') return erased;
      if (found === 'missing') return lost();
      if (found === undefined)
        throw damagedEvent(event, `/data${field} was altered, or was not sealed for this place`);
      return found.value;
    };
    return { ...event, data: withOpened(event.data, open) };
  };

  return (event: RecordedEvent): RecordedEvent | Promise<RecordedEvent> => {
    const envelopes = envelopesOf(event.data);
    if (envelopes.length === 0) return event;
    const log = identity.toOpen();
    const keys = new Map<string, Known>();
    const waiting: Promise<void>[] = [];
    for (const { envelope } of envelopes) {
      if (keys.has(envelope.sub)) continue;
      const key = keyOf(envelope.sub);
      if (key instanceof Promise) waiting.push(key.then((known) => void keys.set(envelope.sub, known)));
      else keys.set(envelope.sub, key);
    }
    if (waiting.length === 0 && typeof log === 'string') return opened(event, log, keys);
    return Promise.all([log, ...waiting]).then(([known]) => opened(event, known, keys));
  };
};

export type OpenEvent = ReturnType<typeof openingEvents>;
