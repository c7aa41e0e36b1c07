import { importJWK, type JWK } from 'jose';
import { algorithms } from './algorithms.ts';

/** Fewest bits of an RSA key (RFC 7518, 3.3). */
const fewestBits = 2_048;

/** By the name of its curve (RFC 7518, 6.2.1.1; RFC 8037, 2). */
const algorithmOfCurve = (curve: string | undefined): string | undefined => {
  switch (curve) {
    case 'P-256':
      return 'ES256';
    case 'P-384':
      return 'ES384';
    case 'P-521':
      return 'ES512';
    case 'Ed25519':
      return 'EdDSA';
    default:
      return undefined;
  }
};

/**
 * The keys of a set that signatures can be checked with. The others are no fault of the set (RFC 7517, 5): those of kinds that nobody
 * here knows, with members that are absent or cannot be, too short, and secret ones.
 */
export const usableKeys = async (keys: readonly unknown[]): Promise<readonly JWK[]> => {
  // Jose could import it, so that it has the form of a key.
  const looked = await Promise.all(keys.map(async (key) => ((await isUsable(key)) ? [key as JWK] : [])));
  return looked.flat();
};

const isUsable = async (key: unknown): Promise<boolean> => {
  if (typeof key !== 'object' || key === null) return false;
  // What of it is wrong jose says.
  const jwk = key as JWK;
  const algorithm = jwk.alg ?? (jwk.kty === 'RSA' ? 'RS256' : algorithmOfCurve(jwk.crv));
  if (algorithm === undefined || !algorithms.includes(algorithm)) return false;
  const imported = await importJWK(jwk, algorithm).catch(() => undefined);
  if (imported === undefined || imported instanceof Uint8Array || imported.type !== 'public') return false;
  // RSA keys have it; the types of the Web Crypto API know only the name of an algorithm.
  const { modulusLength } = imported.algorithm as { readonly modulusLength?: number };
  return modulusLength === undefined || modulusLength >= fewestBits;
};
