import {
  type ProvenEntry,
  readTrust,
  type TrustPolicy,
  textOfKey,
  verifyEntry,
  webCrypto,
} from '@phananh/core/transparency';
import { expect, it } from 'vitest';
import { beginLog, type LogReceipt, logServer, logSigners, nodeCrypto, readLogKey } from '../../src/index.ts';
import { logOfTest } from '../support/log.ts';

/** A log of so many entries, its receipt of one of them, and who trusts it. */
const logWith = async (count: number) => {
  const log = logOfTest();
  await log.fill(count);
  await (await log.run()).close();
  const key = readLogKey(log.options.key);
  if (key === undefined) throw new TypeError('no key');
  const [signer] = await logSigners(key, 1);
  const trust = await readTrust(nodeCrypto, `log ${textOfKey(signer?.key as never)}\nquorum none\n`);
  const receiptOf = async (at: number): Promise<LogReceipt> => {
    for await (const event of log.store.readAll())
      if (event.position === at + 1) {
        const receipt = await logServer(log.options.folder).receipt(event);
        if (receipt !== undefined) return receipt;
      }
    throw new TypeError(`no receipt of entry ${at}`);
  };
  return { log, trust, receiptOf };
};

const codeOf = async (receipt: ProvenEntry, trust?: TrustPolicy): Promise<string> => {
  const codes = new Set<string>();
  for (const crypto of [nodeCrypto, webCrypto()])
    codes.add(
      await verifyEntry(crypto, receipt, trust).then(
        ({ signatures }) => (signatures === undefined ? 'self-signed' : 'verified'),
        ({ code }) => String(code),
      ),
    );
  return [...codes].join(', ');
};

it('a receipt verifies by the key from outside, and by itself is self-signed', async () => {
  const { trust, receiptOf } = await logWith(20);
  expect(await codeOf(await receiptOf(7), trust)).toBe('verified');
  expect(await codeOf(await receiptOf(7))).toBe('self-signed');
});

it('the proof of another entry, of another size of the same log or of another log proves nothing', async () => {
  const { log, trust, receiptOf } = await logWith(20);
  const receipt = await receiptOf(7);
  const neighbour = await receiptOf(6);
  await log.fill(30);
  await (await log.run()).close();
  const later = await receiptOf(40);
  const other = await logWith(20);
  const foreign = await other.receiptOf(7);
  const [head = '', checkpoint = ''] = receipt.proof.split('\n\n', 2);
  const headOf = ({ proof }: LogReceipt): string => proof.split('\n\n', 1)[0] ?? '';
  const under = (proof: string): ProvenEntry => ({
    ...receipt,
    proof: `${proof}\n\n${receipt.proof.slice(head.length + 2)}`,
  });
  expect(checkpoint).toContain('\n20\n');
  for (const [what, forged, code] of [
    ['the proof of its neighbour', { ...receipt, proof: neighbour.proof }, 'proof-wrong'],
    ['the nodes of its neighbour', under(headOf(neighbour).replace('index 6', 'index 7')), 'proof-wrong'],
    ['a node less', under(head.slice(0, head.lastIndexOf('\n'))), 'proof-wrong'],
    ['a node more', under(`${head}\n${head.split('\n').at(-1)}`), 'proof-wrong'],
    ['the entry of its neighbour', { ...receipt, entry: neighbour.entry }, 'proof-wrong'],
    ['the entry and index of a neighbour', { ...neighbour, proof: receipt.proof }, 'proof-wrong'],
    [
      'the checkpoint of a later size',
      { ...receipt, proof: `${head}\n\n${later.proof.slice(headOf(later).length + 2)}` },
      'proof-wrong',
    ],
    [
      'an entry of a later tree under the earlier checkpoint',
      { ...later, proof: `${headOf(later)}\n\n${receipt.proof.slice(head.length + 2)}` },
      'proof-wrong',
    ],
    ['the proof of another log', { ...receipt, proof: foreign.proof }, 'untrusted-checkpoint'],
    ['a whole receipt of another log', foreign, 'untrusted-checkpoint'],
    ['an entry that is none', { ...receipt, entry: 'e30=' }, 'proof-malformed'],
  ] as const)
    expect([what, await codeOf(forged, trust)]).toEqual([what, code]);
});

it('a receipt that was cut off anywhere is malformed or untrusted, and never verifies', async () => {
  const { trust, receiptOf } = await logWith(20);
  const receipt = await receiptOf(7);
  for (let end = 0; end < receipt.proof.length; end += 1)
    expect(await codeOf({ ...receipt, proof: receipt.proof.slice(0, end) }, trust)).toMatch(
      /^(?:proof-malformed|note-malformed|untrusted-checkpoint)$/,
    );
});

it('a receipt stays what it is when the next log is begun, and is of the event that is in the store', async () => {
  const { log } = await logWith(20);
  const server = () => logServer(log.options.folder);
  const events = await Array.fromAsync(log.store.readAll());
  const [eighth] = events.slice(7);
  if (eighth === undefined) throw new TypeError('no event');
  const { stream, revision, position, metadata } = eighth;
  const place = { stream, revision, position, recordedAt: metadata.recordedAt };
  const given = await server().receipt(place);
  await beginLog({ ...log.options, reason: 'the key was lost', at: '2026-11-30T12:00:00.000Z' });
  await (await log.run()).close();
  expect(await server().receipt(place)).toEqual(given);
  // Another event stands there now: no log that is there has it.
  const other = { ...place, recordedAt: '2026-11-30T12:00:00.000Z' };
  await expect(server().receipt(other)).rejects.toMatchObject({ code: 'log-differs' });
});
