import { type CryptoPort, verifyConsistency, verifyInclusion, webCrypto } from '@phananh/core/transparency';
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../src/node-crypto.ts';
import { bytesOfHex, vectors, vectorsAreHere, type Wycheproof } from '../support/vectors.ts';

interface Inclusion {
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly root: string;
  readonly leafHash: string;
}

interface Consistency {
  readonly size1: number;
  readonly size2: number;
  readonly root1: string | null;
  readonly root2: string | null;
}

interface MerkleVector {
  readonly file: string;
  readonly vector: (Inclusion | Consistency) & {
    readonly proof: readonly string[] | null;
    readonly wantErr: boolean;
  };
}

/** Go writes no bytes as null, and sizes as numbers that JSON rounds: what passes 2^53 is read from the text. */
const bytesOf = (text: string | null): Uint8Array => new Uint8Array(Buffer.from(text ?? '', 'base64'));

const platforms: readonly (readonly [string, CryptoPort])[] = [
  ['node:crypto', nodeCrypto],
  ['WebCrypto', webCrypto()],
];

describe.skipIf(!vectorsAreHere).each(platforms)('over %s', (_, crypto) => {
  it('takes and refuses what the 196 vectors of RFC 6962 trees say', async () => {
    const wrong: string[] = [];
    let count = 0;
    for (const { file, vector } of vectors<readonly MerkleVector[]>('rfc6962-merkle')) {
      count += 1;
      const proof = (vector.proof ?? []).map(bytesOf);
      const verified =
        'leafIdx' in vector
          ? verifyInclusion(crypto, {
              index: BigInt(vector.leafIdx),
              size: BigInt(vector.treeSize),
              leafHash: bytesOf(vector.leafHash),
              root: bytesOf(vector.root),
              proof,
            })
          : verifyConsistency(crypto, {
              first: { size: BigInt(vector.size1), root: bytesOf(vector.root1) },
              second: { size: BigInt(vector.size2), root: bytesOf(vector.root2) },
              proof,
            });
      const isTaken = await verified.then(
        () => true,
        () => false,
      );
      if (isTaken === vector.wantErr) wrong.push(file);
    }
    expect({ count, wrong }).toEqual({ count: 196, wrong: [] });
  });

  it('says of every signature of Ed25519 what Wycheproof does', async () => {
    const { testGroups } =
      vectors<Wycheproof<{ publicKey: { pk: string } }, { msg: string; sig: string }>>('wycheproof-ed25519');
    const wrong: number[] = [];
    for (const { publicKey, tests } of testGroups) {
      for (const { tcId, msg, sig, result } of tests) {
        const isTaken = await crypto.verifyEd25519(
          bytesOfHex(publicKey.pk),
          bytesOfHex(msg),
          bytesOfHex(sig),
        );
        if (isTaken !== (result === 'valid')) wrong.push(tcId);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('computes every HMAC-SHA-256 of Wycheproof', async () => {
    const { testGroups } =
      vectors<Wycheproof<{ tagSize: number }, { key: string; msg: string; tag: string }>>(
        'wycheproof-hmac_sha256',
      );
    const wrong: number[] = [];
    for (const { tagSize, tests } of testGroups) {
      for (const { tcId, key, msg, tag, result } of tests) {
        // WebCrypto takes no empty key; ours have 32 bytes.
        if (key === '') continue;
        const mac = await crypto.hmacSha256(bytesOfHex(key), bytesOfHex(msg));
        const isSame = Buffer.from(mac.subarray(0, tagSize / 8)).toString('hex') === tag;
        if (isSame !== (result === 'valid')) wrong.push(tcId);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('refuses a signature that only lax verifiers take: under a key of small order it holds for any text', async () => {
    const neutral = bytesOfHex(`01${'00'.repeat(31)}`);
    const signature = new Uint8Array([...neutral, ...new Uint8Array(32)]);
    expect(await crypto.verifyEd25519(neutral, Buffer.from('any text'), signature)).toBe(false);
  });
});
