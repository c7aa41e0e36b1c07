import type { CryptoPort } from '../../engine/index.ts';
import { base64Of, bytesOfBase64, concatenated, hexOf, utf8 } from './bytes.ts';
import { TransparencyError } from './errors.ts';

/** The kinds of signatures that are read, by the byte that C2SP's signed-note gives them. */
export const signatureTypes = { ed25519: 0x01, cosignature: 0x04 } as const;

/** The public key of a log or of a witness. */
export interface VerifierKey {
  /** Of a log its origin. */
  readonly name: string;
  readonly type: number;
  readonly publicKey: Uint8Array;
  /** The first 4 bytes of SHA-256 of name, type and key, in hex. */
  readonly id: string;
}

const keyLength = 32;
const idLength = 4;

/** A name stands in a line between a dash and a space, and in a key before a plus. */
export const isKeyName = (name: string): boolean =>
  name !== '' && !/[+\s\p{Cc}]/u.test(name) && name.isWellFormed();

const keyIdOf = async (
  { sha256 }: Pick<CryptoPort, 'sha256'>,
  { name, type, publicKey }: Pick<VerifierKey, 'name' | 'type' | 'publicKey'>,
): Promise<string> => {
  const digest = await sha256(concatenated(utf8(name), Uint8Array.of(0x0a, type), publicKey));
  return hexOf(digest.subarray(0, idLength));
};

/** @throws {@link TransparencyError} `key-malformed` for a name with a plus or white space, and a key that is not 32 bytes */
export const verifierKey = async (
  crypto: Pick<CryptoPort, 'sha256'>,
  key: Pick<VerifierKey, 'name' | 'type' | 'publicKey'>,
): Promise<VerifierKey> => {
  if (!isKeyName(key.name)) throw malformed(`${JSON.stringify(key.name)} is no name of a key`);
  if (key.publicKey.length !== keyLength) throw malformed(`a key of ${key.publicKey.length} bytes`);
  return { ...key, id: await keyIdOf(crypto, key) };
};

/** The line of a key: `name+id+base64`, the type before the key's bytes. */
export const textOfKey = ({ name, type, publicKey, id }: VerifierKey): string =>
  `${name}+${id}+${base64Of(concatenated(Uint8Array.of(type), publicKey))}`;

/** @throws {@link TransparencyError} `key-malformed` also where the id is not that of the key */
export const readVerifierKey = async (
  crypto: Pick<CryptoPort, 'sha256'>,
  text: string,
): Promise<VerifierKey> => {
  const [name = '', id = '', encoded = '', ...more] = text.split('+');
  // Base64 may hold a plus itself.
  const bytes = bytesOfBase64([encoded, ...more].join('+'));
  const [type, ...key] = bytes ?? [];
  if (type !== signatureTypes.ed25519 && type !== signatureTypes.cosignature)
    throw malformed('it is no key of Ed25519');
  const read = await verifierKey(crypto, { name, type, publicKey: Uint8Array.from(key) });
  if (read.id !== id) throw malformed(`its id is ${read.id}, not ${id}`);
  return read;
};

const malformed = (why: string): TransparencyError => new TransparencyError('key-malformed', why);
