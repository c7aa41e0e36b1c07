import { isList, type JsonObject, type JsonValue } from '../engine/index.ts';

/**
 * What stands in a stored event in place of a personal value: the value encrypted under the key of its subject. All bytes are
 * base64url without padding. What it is bound to (log, stream, revision, event, field) is not in it: it opens only where it was sealed.
 */
export interface PersonalEnvelope {
  /** Version of this form. */
  readonly personal: 1;
  readonly alg: 'A256GCM';
  /** Whose value it is: a kind, a colon and an id, as in `KeyStore`. */
  readonly sub: string;
  /** Id of the key, which says nothing about the subject. */
  readonly kid: string;
  /** 12 random bytes. */
  readonly iv: string;
  /** The ciphertext and its tag of 16 bytes. */
  readonly ct: string;
  /** HMAC-SHA-256 over `iv` and `ct` under a second key: AES-GCM alone could be opened to two values under two keys. */
  readonly kc: string;
}

/** An envelope, and the JSON pointer (RFC 6901) at which it stands in the data of its event. */
export interface PlacedEnvelope {
  readonly pointer: string;
  readonly envelope: PersonalEnvelope;
}

const bytes = /^[A-Za-z0-9_-]+$/;
const textFields = ['sub', 'kid'] as const;
const byteFields = ['iv', 'ct', 'kc'] as const;
const fieldCount = 7;

/** Whether a value is an envelope: of this form, and with nothing beside it. */
export const isEnvelope = (value: unknown): value is PersonalEnvelope => {
  if (typeof value !== 'object' || value === null || !('personal' in value) || value.personal !== 1)
    return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const isText = (name: string): boolean => {
    const field = fields.get(name);
    return typeof field === 'string' && field !== '';
  };
  const isBytes = (name: string): boolean => {
    const field = fields.get(name);
    return typeof field === 'string' && bytes.test(field);
  };
  return (
    fields.size === fieldCount &&
    fields.get('alg') === 'A256GCM' &&
    textFields.every(isText) &&
    byteFields.every(isBytes)
  );
};

/** Every envelope in the data of a stored event, in the order in which its fields stand. */
export const envelopesOf = (data: JsonObject): readonly PlacedEnvelope[] => {
  const found: PlacedEnvelope[] = [];
  const walk = (value: JsonValue | undefined, pointer: string): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isEnvelope(value)) found.push({ pointer, envelope: value });
    else if (isList(value)) for (const [index, item] of value.entries()) walk(item, `${pointer}/${index}`);
    else for (const [name, part] of Object.entries(value)) walk(part, `${pointer}/${escaped(name)}`);
  };
  walk(data, '');
  return found;
};

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
