import { generateKeyPairSync, hash, type KeyObject, sign } from 'node:crypto';
import { expect, it } from 'vitest';
import { base64Of, utf8 } from './bytes.ts';
import { checkpointText, readCheckpoint } from './checkpoint.ts';
import { growingTree } from './compact-range.ts';
import { treeHashes } from './hashes.ts';
import { readProof, textOfProof } from './proof-file.ts';
import { type NoteSigner, readNote, signatureLine, signNote, textOfNote } from './signed-note.ts';
import { readTrust, trustedCheckpoint } from './trust.ts';
import { readVerifierKey, signatureTypes, textOfKey, type VerifierKey, verifierKey } from './verifier-key.ts';
import { cosignatureBytes, cosignedText, verifyNote } from './verify-note.ts';
import { webCrypto } from './web-crypto.ts';
import { answerAddCheckpoint, type SeenTree, textOfAddCheckpoint, type Witness } from './witness.ts';

const crypto = webCrypto();
const sha256 = (data: Uint8Array): Uint8Array => hash('sha256', data, 'buffer');

interface Keys {
  readonly key: VerifierKey;
  readonly signer: NoteSigner;
  readonly secret: KeyObject;
}

const keys = async (name: string, type: number = signatureTypes.ed25519): Promise<Keys> => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = Uint8Array.from(Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'));
  const key = await verifierKey(crypto, { name, type, publicKey: raw });
  const signer = {
    name,
    id: key.id,
    sign: (text: string) => new Uint8Array(sign(null, utf8(text), privateKey)),
  };
  return { key, signer, secret: privateKey };
};

const cosigned = (note: string, { key, secret }: Keys, time: bigint): string => {
  const { text, signatures } = readNote(note);
  const signature = new Uint8Array(sign(null, utf8(cosignedText(text, time)), secret));
  const { name, id } = key;
  return textOfNote({
    text,
    signatures: [...signatures, { name, id, bytes: cosignatureBytes(time, signature) }],
  });
};

const origin = 'log.example.vn/phananh/1';
const treeOf = (size: number): { readonly size: bigint; readonly root: Uint8Array } => {
  const hashes = treeHashes({ sha256 });
  const tree = growingTree(hashes);
  for (let index = 0; index < size; index++) tree.append(hashes.leaf(utf8(`entry ${index}`)));
  return { size: BigInt(size), root: tree.root() };
};
const checkpointOf = (size: number, signers: readonly NoteSigner[]): Promise<string> =>
  signNote(checkpointText({ origin, ...treeOf(size) }), signers);

it('reads the key and the note that the documentation of Go’s sumdb prints', async () => {
  // golang.org/x/mod/sumdb/note, the example of its documentation.
  const key = await readVerifierKey(
    crypto,
    'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  );
  const note = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;
  const read = readNote(note);
  expect(textOfNote(read)).toBe(note);
  expect(textOfKey(key)).toBe('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
  expect(await verifyNote(crypto, read, [key])).toEqual([{ key }]);
  await expect(
    verifyNote(crypto, { ...read, text: read.text.replace('answer', 'question') }, [key]),
  ).rejects.toMatchObject({ code: 'untrusted-checkpoint' });
});

it('a wrong signature by a known key refuses the note, whoever else signed it; one by an unknown key says nothing', async () => {
  const [log, other] = [await keys(origin), await keys('other')];
  const note = readNote(await checkpointOf(3, [log.signer, other.signer]));
  expect(await verifyNote(crypto, note, [log.key])).toEqual([{ key: log.key }]);
  const [first, second] = note.signatures;
  const forged = { ...note, signatures: [first, { ...second, bytes: first?.bytes }] };
  // @ts-expect-error both are there
  await expect(verifyNote(crypto, forged, [log.key, other.key])).rejects.toThrow('other');
});

it.each([
  ['no empty line', 'a\nb\n'],
  ['no signature', 'a\n\n'],
  ['a control character', 'a\tb\n\n— k AAAAAAA=\n'],
  ['a cut line', 'a\n\n— k AAAAAAA='],
  ['a hyphen for the dash', 'a\n\n- k AAAAAAA=\n'],
  ['base64 in another form', 'a\n\n— k AAAAAAB=\n'],
  ['a lone surrogate', 'a\uD800\n\n— k AAAAAAA=\n'],
])('a note with %s is malformed', (_, note) => {
  expect(() => readNote(note)).toThrow(expect.objectContaining({ code: 'note-malformed' }));
});

it.each([
  ['leading zeros', `${origin}\n03\n${base64Of(new Uint8Array(32))}\n`],
  ['a short root', `${origin}\n3\n${base64Of(new Uint8Array(31))}\n`],
  ['a size above 2^64', `${origin}\n18446744073709551616\n${base64Of(new Uint8Array(32))}\n`],
  ['an origin with a space', `a b\n3\n${base64Of(new Uint8Array(32))}\n`],
])('a checkpoint with %s is malformed', (_, text) => {
  expect(() => readCheckpoint(`${text}\n— k AAAAAAA=\n`)).toThrow(
    expect.objectContaining({ code: 'note-malformed' }),
  );
});

it('the empty line before the signatures is the last one', () => {
  expect(readNote('a\n\nb\n\n— k AAAAAAA=\n').text).toBe('a\n\nb\n');
});

it('a checkpoint is trusted by the log key and a quorum of witnesses, never by less', async () => {
  const log = await keys(origin);
  const [a, b, c] = [await keys('a', 4), await keys('b', 4), await keys('c', 4)];
  const trust = await readTrust(
    crypto,
    `# who we trust
log ${textOfKey(log.key)} https://log.example.vn/phananh/1
witness wa ${textOfKey(a.key)}
witness wb ${textOfKey(b.key)}
witness wc ${textOfKey(c.key)}
group pair all wb wc
group any-way any wa pair
quorum any-way
`,
  );
  const note = await checkpointOf(3, [log.signer]);
  const isTrusted = (text: string) =>
    trustedCheckpoint(crypto, text, trust).then(
      ({ size }) => size === 3n,
      () => false,
    );
  expect(await isTrusted(note)).toBe(false);
  expect(await isTrusted(cosigned(note, a, 1n))).toBe(true);
  expect(await isTrusted(cosigned(note, b, 1n))).toBe(false);
  expect(await isTrusted(cosigned(cosigned(note, b, 1n), c, 2n))).toBe(true);
  const stranger = await keys(origin);
  expect(await isTrusted(cosigned(await checkpointOf(3, [stranger.signer]), a, 1n))).toBe(false);
});

it.each([
  ['no quorum', 'log K\n'],
  ['two quorums', 'log K\nquorum none\nquorum none\n'],
  ['a group of what is named later', 'log K\ngroup g any w\nwitness w W\nquorum g\n'],
  ['a name in two groups', 'log K\nwitness w W\ngroup g any w\ngroup h any w\nquorum g\n'],
  ['more than there are', 'log K\nwitness w W\ngroup g 2 w\nquorum g\n'],
  ['an unknown word', 'log K\nwitnes w W\nquorum none\n'],
  ['a log key that is a witness’s', 'log W\nquorum none\n'],
  ['no log', 'quorum none\n'],
])('a trust file with %s is refused', async (_, text) => {
  const [log, witness] = [await keys(origin), await keys('w', 4)];
  const file = text.replaceAll('K', textOfKey(log.key)).replaceAll('W', textOfKey(witness.key));
  await expect(readTrust(crypto, file)).rejects.toMatchObject({ code: 'trust-malformed' });
});

it('a proof file is read as it was written', async () => {
  const log = await keys(origin);
  const checkpoint = await checkpointOf(3, [log.signer]);
  const proof = { index: 2n ** 60n, proof: [sha256(utf8('a')), sha256(utf8('b'))], checkpoint };
  expect(readProof(textOfProof(proof))).toEqual({
    ...proof,
    proof: proof.proof.map((one) => new Uint8Array(one)),
  });
  expect(readProof(textOfProof({ ...proof, extra: utf8('more') })).extra).toEqual(utf8('more'));
  expect(() => readProof(textOfProof(proof).replace('index ', 'index 0'))).toThrow();
  expect(() => readProof(textOfProof(proof).replace('@v1', '@v2'))).toThrow();
});

const witnessOf = async (log: VerifierKey): Promise<Witness & { seen(): SeenTree | undefined }> => {
  const { key, secret } = await keys('witness.example', 4);
  let seen: SeenTree | undefined;
  return {
    crypto,
    logs: [log],
    key,
    sign: (message) => new Uint8Array(sign(null, message, secret)),
    now: () => 1_800_000_000n,
    async update(_, next) {
      const { seen: kept = seen, answer } = await next(seen);
      seen = kept;
      return answer;
    },
    seen: () => seen,
  };
};

it('a witness cosigns what continues what it saw, and nothing else', async () => {
  const log = await keys(origin);
  const stranger = await keys(origin);
  const witness = await witnessOf(log.key);
  const ask = async (old: bigint, size: number, proof: readonly Uint8Array[], signer = log.signer) =>
    answerAddCheckpoint(
      witness,
      textOfAddCheckpoint({ old, proof, checkpoint: await checkpointOf(size, [signer]) }),
    );
  expect(await answerAddCheckpoint(witness, 'nonsense')).toMatchObject({ status: 400 });
  expect(await ask(0n, 1, [], stranger.signer)).toMatchObject({ status: 403 });
  expect(await ask(0n, 1, [sha256(utf8('a'))])).toMatchObject({ status: 422 });
  const first = await ask(0n, 1, []);
  expect(first.status).toBe(200);
  const note = await checkpointOf(1, [log.signer]);
  const [, line] = [note, first.body];
  expect(await verifyNote(crypto, readNote(note + line), [witness.key])).toEqual([
    { key: witness.key, time: 1_800_000_000n },
  ]);
  expect(await ask(0n, 2, [])).toEqual({ status: 409, type: 'text/x.tlog.size', body: '1\n' });
  expect(await ask(5n, 2, [])).toMatchObject({ status: 400 });
  expect(await ask(1n, 2, [sha256(utf8('no'))])).toMatchObject({ status: 422 });
  const leaf = treeHashes({ sha256 }).leaf(utf8('entry 1'));
  expect(await ask(1n, 2, [leaf])).toMatchObject({ status: 200 });
  expect(await ask(2n, 2, [])).toMatchObject({ status: 200 });
  expect(witness.seen()?.size).toBe(2n);
  const other = { ...log.signer, name: 'another.log' };
  const unknown = await signNote(`another.log\n3\n${base64Of(new Uint8Array(32))}\n`, [other]);
  const asked = textOfAddCheckpoint({ old: 0n, proof: [], checkpoint: unknown });
  expect(await answerAddCheckpoint(witness, asked)).toMatchObject({ status: 404 });
});

it('a witness takes the tree of no entries only with its root', async () => {
  const log = await keys(origin);
  const witness = await witnessOf(log.key);
  const ask = async (root: Uint8Array) => {
    const checkpoint = await signNote(checkpointText({ origin, size: 0n, root }), [log.signer]);
    return (await answerAddCheckpoint(witness, textOfAddCheckpoint({ old: 0n, proof: [], checkpoint })))
      .status;
  };
  expect(await ask(new Uint8Array(32))).toBe(422);
  expect(await ask(sha256(new Uint8Array(0)))).toBe(200);
});

it('a signature line is written as it was read', () => {
  const line = '— k AAAAAAA=\n';
  const [signature] = readNote(`a\n\n${line}`).signatures;
  expect(signature && signatureLine(signature)).toBe(line);
});
