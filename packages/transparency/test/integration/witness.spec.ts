import { cpSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { memoryEventStore, simulatedClock } from '@phananh/core/testing';
import {
  base64Of,
  concatenated,
  readTrust,
  type SignedNote,
  signatureTypes,
  textOfAddCheckpoint,
  textOfKey,
  trustedCheckpoint,
  type VerifierKey,
  verifierKey,
  verifyNote,
} from '@phananh/core/transparency';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it, onTestFinished } from 'vitest';
import {
  askWitnesses,
  ed25519Signer,
  logSigners,
  newLogKey,
  nodeCrypto,
  openLogFolder,
  runWitness,
  writeLogKey,
} from '../../src/index.ts';
import { logOfTest, origin, settled } from '../support/log.ts';

const aLog = async () => {
  const folder = inTemporaryDirectory();
  const key = newLogKey(origin);
  const clock = simulatedClock('2026-11-23T08:30:00.000Z');
  const log = logOfTest(memoryEventStore({ clock }), folder);
  writeLogKey(log.options.key, key);
  const [signer] = await logSigners(key, 1);
  if (signer === undefined) throw new Error('no key');
  return { log, key: signer.key };
};

const witnessOver = (logs: readonly VerifierKey[], folder = inTemporaryDirectory()) => {
  const errors: unknown[] = [];
  return runWitness({
    folder,
    key: join(folder, 'witness.key'),
    name: 'witness.example',
    logs,
    host: '127.0.0.1',
    port: 0,
    now: () => 1_800_000_000n,
    onError: (error) => errors.push(error),
  });
};

const post = async (url: string, body: string): Promise<readonly [number, string, string | null]> => {
  const response = await fetch(`${url}/add-checkpoint`, { method: 'POST', body });
  return [response.status, await response.text(), response.headers.get('content-type')];
};

const statusOf = async (url: string, body: string): Promise<number> => (await post(url, body))[0];

const newestOf = (folder: string): SignedNote & { readonly whole: string } => {
  const newest = openLogFolder(folder, 1).kept.newest();
  if (newest === undefined) throw new Error('nothing was published');
  return { ...newest.checkpoint.note, whole: newest.note };
};

it('cosignatures of witnesses stand in the published checkpoint, and meet the quorum of a trust file', async () => {
  const { log, key } = await aLog();
  const folder = inTemporaryDirectory();
  const refused: unknown[] = [];
  let witness = await witnessOver([key], folder);
  const asked = () =>
    askWitnesses({
      witnesses: [{ url: witness.url, key: witness.key }],
      onError: (error) => refused.push(error),
    });
  const trust = await readTrust(
    nodeCrypto,
    `log ${textOfKey(key)}\nwitness w ${textOfKey(witness.key)}\nquorum w\n`,
  );
  // From one size to another, over a start of the signer, and of the witness.
  for (const count of [1, 300, 5, 256]) {
    const running = await log.run({ cosign: asked() });
    await log.fill(count);
    await settled();
    await running.close();
    const { whole } = newestOf(log.options.folder);
    const { signatures } = await trustedCheckpoint(nodeCrypto, whole, trust);
    expect(signatures.map(({ key: { name }, time }) => [name, time])).toEqual([
      [`${origin}/1`, undefined],
      ['witness.example', 1_800_000_000n],
    ]);
    await witness.close();
    witness = await witnessOver([key], folder);
  }
  expect([refused, log.errors]).toEqual([[], []]);
  await witness.close();
  // Nobody answers: it is published without, and trusted less.
  const running = await log.run({ cosign: asked() });
  await log.fill(1);
  await settled();
  await running.close();
  expect(refused).toHaveLength(1);
  const { whole } = newestOf(log.options.folder);
  await expect(trustedCheckpoint(nodeCrypto, whole, trust)).rejects.toMatchObject({
    code: 'untrusted-checkpoint',
  });
});

it('a witness refuses a fork and going back, also after a new start', async () => {
  const { log, key } = await aLog();
  const folder = inTemporaryDirectory();
  await (await log.run()).close();
  const signedWith = async (one: typeof log, count: number): Promise<string> => {
    const running = await one.run();
    await one.fill(count);
    await settled();
    await running.close();
    return newestOf(one.options.folder).whole;
  };
  const first = await signedWith(log, 2);
  // Another store under the same key, the same size and then a larger one.
  const fork = logOfTest(undefined, inTemporaryDirectory());
  cpSync(log.options.key, fork.options.key);
  const forked = await signedWith(fork, 2);
  const larger = await signedWith(fork, 1);
  const grown = await signedWith(log, 3);
  const ask = (old: number, checkpoint: string, proof: readonly Uint8Array[] = []) =>
    textOfAddCheckpoint({ old: BigInt(old), proof, checkpoint });
  let witness = await witnessOver([key], folder);
  expect(await post(witness.url, ask(0, first))).toMatchObject([
    200,
    expect.stringMatching(/^— witness\.example /),
    'text/plain; charset=utf-8',
  ]);
  await expect(witnessOver([key], folder)).rejects.toMatchObject({ code: 'second-signer' });
  await witness.close();
  witness = await witnessOver([key], folder);
  onTestFinished(() => witness.close());
  // Who forgot what was seen, or says so, is told.
  expect(await post(witness.url, ask(0, grown))).toEqual([409, '2\n', 'text/x.tlog.size']);
  expect(await post(witness.url, ask(2, forked))).toMatchObject([
    409,
    'another root at the same size\n',
    'text/plain; charset=utf-8',
  ]);
  const answers = [ask(2, larger), ask(2, grown), ask(2, larger, [new Uint8Array(32)])];
  for (const body of answers) expect(await statusOf(witness.url, body)).toBe(422);
  expect(await statusOf(witness.url, ask(3, first))).toBe(400);
  expect(await statusOf(witness.url, 'x'.repeat(70_000))).toBe(413);
  expect(await statusOf(witness.url, ask(0, first.replace(origin, 'other.example')))).toBe(404);
  // Nothing of that changed what it saw; the right signer goes on.
  expect(await statusOf(witness.url, ask(2, first))).toBe(200);
  expect((await fetch(`${witness.url}/add-checkpoint`)).status).toBe(405);
  expect((await fetch(witness.url)).status).toBe(404);
});

it('of two requests at once for two histories a witness cosigns one', async () => {
  const { log, key } = await aLog();
  const fork = logOfTest(undefined, inTemporaryDirectory());
  cpSync(log.options.key, fork.options.key);
  const bodies: string[] = [];
  for (const one of [log, fork]) {
    const running = await one.run();
    await one.fill(2);
    await settled();
    await running.close();
    bodies.push(textOfAddCheckpoint({ old: 0n, proof: [], checkpoint: newestOf(one.options.folder).whole }));
  }
  await using witness = await witnessOver([key]);
  const answers = await Promise.all(bodies.map((body) => post(witness.url, body)));
  expect(answers.map(([status]) => status).toSorted()).toEqual([200, 409]);
});

it('what a witness answers goes under the note only where it verifies by its key', async () => {
  const { log, key } = await aLog();
  const { publicKey } = ed25519Signer(new Uint8Array(32).fill(7));
  const type = signatureTypes.cosignature;
  const known = await verifierKey(nodeCrypto, { name: 'witness.example', type, publicKey });
  const id = Buffer.from(known.id, 'hex');
  const wrong = `— witness.example ${base64Of(concatenated(id, new Uint8Array(72).fill(1)))}\n`;
  const refused: unknown[] = [];
  for (const answer of [
    wrong,
    'nonsense\n',
    'x'.repeat(100_000),
    `— stranger ${base64Of(new Uint8Array(76))}\n`,
  ]) {
    const server = createServer((request, response) => {
      request.resume();
      response.end(answer);
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    // Always an address: it listens on a port.
    const { port } = server.address() as AddressInfo;
    const cosign = askWitnesses({
      witnesses: [{ url: `http://127.0.0.1:${port}`, key: known }],
      onError: (error) => refused.push(error),
    });
    const running = await log.run({ cosign });
    await log.fill(1);
    await settled();
    await running.close();
    const note = newestOf(log.options.folder);
    expect(note.signatures).toHaveLength(1);
    expect(await verifyNote(nodeCrypto, note, [key, known])).toHaveLength(1);
  }
  const cosign = askWitnesses({
    witnesses: [{ url: 'http://127.0.0.1:1', key: known }],
    onError: (error) => refused.push(error),
  });
  const running = await log.run({ cosign });
  await log.fill(1);
  await settled();
  await running.close();
  // Which one it was is said also where nobody answers.
  expect(refused).toMatchObject(
    Array.from({ length: 5 }, () => ({ code: 'not-cosigned', message: expect.stringContaining(known.name) })),
  );
});
