import { isList, type JsonObject, type JsonValue } from '../base/json.ts';

/**
 * What stands in a stored event in place of a personal value: the value encrypted under the key of its subject. All bytes are
 * base64url without padding. What it is bound to (log, stream, revision, event, field) is not in it: it opens only where it was sealed.
 */
export interface PersonalEnvelope {
  /** Version of this form: 1 is sealed under the key of its subject, which every other value of that subject is under as well. */
  readonly personal: 1 | 2;
  readonly alg: 'A256GCM';
  /** Whose value it is: a kind, a colon and an id, as in `KeyStore`. */
  readonly sub: string;
  /** Id of the key, which says nothing about the subject. */
  readonly kid: string;
  /** Of version 2: which leaf of the subject's tree of keys the key of this value is derived from, sixteen digits in hex. */
  readonly leaf?: string;
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
const leafForm = /^[0-9a-f]{16}$/;
const fieldCount = 7;

/** Whether a value is an envelope: of this form, and with nothing beside it. */
export const isEnvelope = (value: unknown): value is PersonalEnvelope => {
  if (typeof value !== 'object' || value === null || !('personal' in value)) return false;
  const isVersion =
    value.personal === 1 ||
    (value.personal === 2 && 'leaf' in value && typeof value.leaf === 'string' && leafForm.test(value.leaf));
  return (
    isVersion &&
    Object.keys(value).length === (value.personal === 1 ? fieldCount : fieldCount + 1) &&
    'alg' in value &&
    value.alg === 'A256GCM' &&
    'sub' in value &&
    isText(value.sub) &&
    'kid' in value &&
    isText(value.kid) &&
    'iv' in value &&
    isBytes(value.iv) &&
    'ct' in value &&
    isBytes(value.ct) &&
    'kc' in value &&
    isBytes(value.kc)
  );
};

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isBytes = (value: unknown): boolean => typeof value === 'string' && bytes.test(value);

/** Every envelope in the data of a stored event, in the order in which its fields stand. */
export const envelopesOf = (data: JsonObject): readonly PlacedEnvelope[] => {
  const found: PlacedEnvelope[] = [];
  // The names on the way there; most data has no envelope, and no pointer is written for it then.
  const path: (string | number)[] = [];
  const walk = (value: JsonValue | undefined): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isEnvelope(value)) {
      const pointer = path.map((part) => `/${typeof part === 'number' ? part : pointerPart(part)}`).join('');
      found.push({ pointer, envelope: value });
    } else if (isList(value)) for (let index = 0; index < value.length; index++) step(index, value[index]);
    else for (const name of Object.keys(value)) step(name, value[name]);
  };
  const step = (part: string | number, value: JsonValue | undefined): void => {
    if (typeof value !== 'object') return;
    path.push(part);
    walk(value);
    path.pop();
  };
  walk(data);
  return found;
};

/** A name as a part of a JSON pointer. */
export const pointerPart = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/**
 * What a personal value opens to when the key of its subject was destroyed: it was erased. Where a part of the value stands in clear, such
 * as a rounded place, that part is beside the mark.
 */
// A type, not an interface: it is a JSON object.
export type Erased = { readonly erased: true };

export const erased: Erased & JsonObject = { erased: true };

/** Whether a value, or what is left of it, was erased. */
export const isErased = (value: unknown): value is Erased =>
  typeof value === 'object' && value !== null && 'erased' in value && value.erased === true;

/** The field under which the envelope of a value stands when a part of the value stays in clear beside it. */
export const besideField = 'sealed';

/** The pointer of a value, of the pointer at which its envelope stands. */
export const valuePointerOf = (pointer: string): string =>
  pointer.endsWith(`/${besideField}`) ? pointer.slice(0, -besideField.length - 1) : pointer;

/**
 * Data with what its envelopes hold in their places; the same object where it has none.
 *
 * @param open gives the value of an envelope, {@link erased} where it is gone
 */
export const withOpened = (
  data: JsonObject,
  open: (envelope: PersonalEnvelope, pointer: string) => JsonValue,
): JsonObject => {
  const opened = (value: JsonValue, pointer: string): JsonValue => {
    if (typeof value !== 'object' || value === null) return value;
    if (isList(value)) return openedList(value, pointer);
    if (isEnvelope(value)) return open(value, pointer);
    const { [besideField]: beside, ...clear } = value;
    if (beside === undefined || !isEnvelope(beside)) return openedFields(value, pointer);
    const whole = open(beside, `${pointer}/${besideField}`);
    return isErased(whole) ? { ...clear, ...erased } : whole;
  };
  const openedList = (list: readonly JsonValue[], pointer: string): JsonValue => {
    let changed: JsonValue[] | undefined;
    for (const [index, item] of list.entries()) {
      const next = opened(item, `${pointer}/${index}`);
      if (next === item) continue;
      changed ??= [...list];
      changed[index] = next;
    }
    return changed ?? list;
  };
  const openedFields = (fields: JsonObject, pointer: string): JsonObject => {
    let changed: { [name: string]: JsonValue | undefined } | undefined;
    for (const name of Object.keys(fields)) {
      const value = fields[name];
      if (typeof value !== 'object' || value === null) continue;
      const next = opened(value, `${pointer}/${pointerPart(name)}`);
      if (next === value) continue;
      changed ??= { ...fields };
      changed[name] = next;
    }
    return changed ?? fields;
  };
  return openedFields(data, '');
};

/** Data as who has none of the keys may read it: everything that is sealed is as if it were erased. */
export const withoutEnvelopes = (data: JsonObject): JsonObject => withOpened(data, () => erased);
