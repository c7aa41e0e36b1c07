import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { readJsonText } from '@phananh/core/engine';
import {
  base64Of,
  bytesOfBase64,
  isKeyName,
  signatureTypes,
  TransparencyError,
  verifierKey,
  type Witness,
} from '@phananh/core/transparency';
import { isCode } from '../files/log-files.ts';
import { ed25519Signer, nodeCrypto } from '../node-crypto.ts';

const seedBytes = 32;

/**
 * The key of a witness, made where there is none: readable by its owner only.
 *
 * @throws {@link TransparencyError} `key-malformed` also where the file is the key of another name
 */
export const openWitnessKey = async (path: string, name: string): Promise<Pick<Witness, 'key' | 'sign'>> => {
  if (!isKeyName(name)) throw malformed(`${JSON.stringify(name)} is no name of a witness`);
  const { publicKey, sign } = ed25519Signer(readSeed(path, name) ?? makeSeed(path, name));
  const key = await verifierKey(nodeCrypto, { name, type: signatureTypes.cosignature, publicKey });
  return { key, sign };
};

const readSeed = (path: string, name: string): Uint8Array | undefined => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  // Each field is looked at below.
  const written = parsed(text, path) as { readonly name?: unknown; readonly seed?: unknown } | null;
  const seed = typeof written?.seed === 'string' ? bytesOfBase64(written.seed) : undefined;
  if (seed?.length !== seedBytes) throw malformed(`${path} is no key of a witness`);
  if (written?.name !== name) throw malformed(`${path} is the key of ${written?.name}, not of ${name}`);
  return seed;
};

const parsed = (text: string, path: string): unknown => {
  try {
    return readJsonText(text).value;
  } catch {
    throw malformed(`${path} is no key of a witness`);
  }
};

const makeSeed = (path: string, name: string): Uint8Array => {
  const seed = new Uint8Array(randomBytes(seedBytes));
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, `${JSON.stringify({ name, seed: base64Of(seed) }, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return seed;
};

const malformed = (why: string): TransparencyError => new TransparencyError('key-malformed', why);
