import { createHash, randomBytes } from 'node:crypto';
import {
  type DataKey,
  EvidenceError,
  type KeyStore,
  type KeyTree,
  type KeyWrapper,
} from '@phananh/core/privacy';
import { z } from 'zod';
import type { KeyObjects } from './key-objects.ts';
import { keyTrees } from './key-trees.ts';
import { unfit } from './s3-key-objects.ts';

const keyBytes = 32;
const idBytes = 16;

/** What lies under the digest of a subject. A key that was destroyed leaves its id. */
const Kept = z.object({
  version: z.literal(1),
  subject: z.string(),
  id: z.string().regex(/^[0-9a-f]{32}$/),
  /** Base64. Null: destroyed. */
  wrapped: z.base64().nullable(),
});
type Kept = z.output<typeof Kept>;

/** Two hosts that are the first at once show here whether one of them is. */
const probe = 'probe';

const nameOf = (subject: string): string => createHash('sha256').update(subject).digest('hex');

/**
 * Keys as one object a subject, in a folder or bucket that several hosts share: nothing else has to run for it. Which subjects were
 * destroyed stays in it, so that no second key is made for one of them.
 *
 * The first key that a process makes waits until it is seen that of two that are made at once one alone is kept.
 *
 * @throws `key-store-unfit`, from `verify` on, where what was destroyed is kept, or two keys could be made for one subject
 */
export const objectKeyStore = (objects: KeyObjects, wrapper: KeyWrapper): KeyStore => {
  const find = async (subject: string): Promise<Kept | undefined> => {
    const name = nameOf(subject);
    const bytes = await objects.get(name);
    // Whoever reads a file while it is replaced may see it overwritten: by then the other one is there.
    const kept = bytes && (parsed(bytes) ?? parsed((await objects.get(name)) ?? bytes));
    if (bytes === undefined) return undefined;
    if (kept?.subject !== subject) throw unreadable(name);
    return kept;
  };
  const trees = keyTrees(objects);
  const opened = async ({ subject, id, wrapped }: Kept, tree?: KeyTree): Promise<DataKey | undefined> =>
    wrapped === null
      ? undefined
      : { id, key: await wrapper.unwrap(Buffer.from(wrapped, 'base64'), subject), tree };
  /** At once: each may be a way to a server. */
  const both = (subject: string) => Promise.all([find(subject), trees.get(nameOf(subject))]);
  const bytesOf = (kept: Kept): Uint8Array => Buffer.from(JSON.stringify(kept));

  const openSome = async (): Promise<void> => {
    for await (const name of objects.names()) {
      const bytes = /^[0-9a-f]{64}$/.test(name) ? await objects.get(name) : undefined;
      if (bytes === undefined) continue;
      const kept = parsed(bytes);
      if (kept === undefined) throw unreadable(name);
      if (kept.wrapped === null) continue;
      await opened(kept);
      return;
    }
  };
  const verify = async (): Promise<void> => {
    await objects.demandForgetful();
    await openSome();
  };
  let fit: Promise<void> | undefined;
  const demandFit = (): Promise<void> => {
    fit ??= (async () => {
      await verify();
      await objects.create(probe, Buffer.from('1'));
      if (await objects.create(probe, Buffer.from('2')))
        throw unfit('of two hosts that make a key at once both would: it knows no conditional writes');
    })().catch((error: unknown) => {
      fit = undefined;
      throw error;
    });
    return fit;
  };

  return {
    verify,
    get: async (subject) => {
      const [kept, tree] = await both(subject);
      return kept && opened(kept, tree);
    },
    create: async (subject) => {
      const [there, grown] = await both(subject);
      const making: Promise<unknown>[] = [];
      if (there === undefined) {
        await demandFit();
        const wrapped = await wrapper.wrap(randomBytes(keyBytes), subject);
        const kept = { id: newId(), wrapped: Buffer.from(wrapped).toString('base64') };
        making.push(objects.create(nameOf(subject), bytesOf({ version: 1, subject, ...kept })));
      }
      // A version that knew of none may have made the key.
      if (grown === undefined && there?.wrapped !== null) making.push(trees.make(nameOf(subject)));
      await Promise.all(making);
      // Whoever was first made it.
      const [kept, tree] = making.length === 0 ? [there, grown] : await both(subject);
      const key = kept && (await opened(kept));
      if (kept !== undefined && key === undefined)
        throw new EvidenceError(
          'key-destroyed',
          'what is personal of them was erased, with its key: nothing more is taken in',
        );
      if (key === undefined || tree === undefined)
        throw new EvidenceError('evidence-unavailable', 'a key that was stored is not there');
      return { ...key, tree };
    },
    stateOf: async (subject) => {
      const kept = await find(subject);
      if (kept === undefined) return 'missing';
      return kept.wrapped === null ? 'destroyed' : 'here';
    },
    destroy: async (subject) => {
      const name = nameOf(subject);
      const bytes = await objects.get(name);
      const before = bytes && parsed(bytes);
      if (before?.wrapped === null) return;
      await objects.demandForgetful();
      // Damaged ones too: whoever erases somebody need not be able to read the key.
      await objects.replace(name, bytesOf({ version: 1, subject, id: before?.id ?? newId(), wrapped: null }));
      if ((await find(subject))?.wrapped !== null)
        throw new EvidenceError('evidence-unavailable', 'the key is there still');
      await trees.drop(name);
    },
    puncture: async (subject, leaves) => {
      await objects.demandForgetful();
      await trees.puncture(nameOf(subject), leaves);
    },
    destroyed: async function* () {
      for await (const name of objects.names()) {
        const bytes = /^[0-9a-f]{64}$/.test(name) ? await objects.get(name) : undefined;
        const kept = bytes && parsed(bytes);
        if (bytes !== undefined && kept === undefined) throw unreadable(name);
        if (kept?.wrapped === null) yield kept.subject;
      }
    },
    close: () => objects.close(),
  };
};

const newId = (): string => randomBytes(idBytes).toString('hex');

const parsed = (bytes: Uint8Array): Kept | undefined => {
  try {
    return Kept.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    return undefined;
  }
};

const unreadable = (name: string): EvidenceError =>
  new EvidenceError('key-unreadable', `the key ${name} was altered or cut short`);
