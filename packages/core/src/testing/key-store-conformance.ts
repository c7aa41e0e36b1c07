import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type DataKey, type KeyStore, type LeafIndex, nodeOf } from '../privacy/index.ts';

export interface KeyStoreSubject {
  readonly name: string;
  /** A store without keys, a new one at every call; the tests close it. */
  readonly makeStore: () => KeyStore | Promise<KeyStore>;
  /** Another door to the keys of a store, as another process has it, which knows nothing of the first. Absent: there is none. */
  readonly another?: (store: KeyStore) => KeyStore | Promise<KeyStore>;
  /** How many histories are tried. Default 50; fewer where each call takes long. */
  readonly runs?: number;
}

const destroyed = { code: 'key-destroyed' };

/** Values that lie beside each other and far from each other. */
const leaves: readonly LeafIndex[] = [
  '0000000000000000',
  '0000000000000001',
  '000000000000000f',
  '0123456789abcdef',
  'f000000000000000',
  'ffffffffffffffff',
];

/** Whatever a subject may look like to a file system, to a database or to a server. */
const oddSubjects: readonly string[] = [
  'citizen:c-17',
  'citizen:C-17',
  'citizen:c-17 ',
  'citizen:c-17.',
  'citizen:../../c-17',
  'citizen:a/b',
  'citizen:a%2Fb',
  'citizen:a\u0000b',
  'citizen:ê',
  'citizen:e\u0302',
  'report:c-17',
  `citizen:${'a'.repeat(500)}`,
];

/** Everything that the port of keys promises, as vitest tests. Call it in a spec file of your adapter. */
export const keyStoreConformance = ({ name, makeStore, another, runs = 50 }: KeyStoreSubject): void => {
  const opened: KeyStore[] = [];
  const make = async (): Promise<KeyStore> => {
    const store = await makeStore();
    opened.push(store);
    return store;
  };
  const beside = async (store: KeyStore): Promise<KeyStore> => {
    if (another === undefined) return store;
    const other = await another(store);
    opened.push(other);
    return other;
  };
  const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex');
  const plain = (key: DataKey | undefined) =>
    key && {
      id: key.id,
      key: hex(key.key),
      tree: key.tree && [...key.tree].map(([path, node]) => `${path} ${hex(node)}`),
    };
  /** The keys of single values; undefined: destroyed. */
  const leavesOf = async (store: KeyStore, subject: string) => {
    const tree = (await store.get(subject))?.tree;
    return leaves.map((leaf) => tree && hex(nodeOf(tree, leaf, sha256)));
  };

  describe(`${name} keeps the promises of the port of keys`, () => {
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close();
    });

    it('there is no key before it is made, and it is the same each time from then on', async () => {
      const store = await make();
      await store.verify();
      expect([await store.get('citizen:a'), await store.stateOf('citizen:a')]).toEqual([
        undefined,
        'missing',
      ]);
      const made = plain(await store.create('citizen:a'));
      expect(made).toEqual({
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        key: expect.stringMatching(/^[0-9a-f]{64}$/),
        tree: [expect.stringMatching(/^ [0-9a-f]{64}$/)],
      });
      expect(plain(await store.get('citizen:a'))).toEqual(made);
      expect(plain(await store.create('citizen:a'))).toEqual(made);
      expect(await store.stateOf('citizen:a')).toBe('here');
      await store.verify();
    });

    it('each subject has its own, whatever it is called', async () => {
      const store = await make();
      const made = new Map<string, ReturnType<typeof plain>>();
      for (const subject of oddSubjects) made.set(subject, plain(await store.create(subject)));
      expect(new Set([...made.values()].map((key) => key?.key)).size).toBe(oddSubjects.length);
      expect(new Set([...made.values()].map((key) => key?.id)).size).toBe(oddSubjects.length);
      for (const [subject, key] of made) expect(plain(await store.get(subject)), subject).toEqual(key);
    });

    it('one that was destroyed is gone for ever, and no other one with it', async () => {
      const store = await make();
      await store.create('citizen:a');
      const other = plain(await store.create('citizen:b'));
      for (let time = 0; time < 2; time += 1) {
        await store.destroy('citizen:a');
        expect([await store.get('citizen:a'), await store.stateOf('citizen:a')]).toEqual([
          undefined,
          'destroyed',
        ]);
        await expect(store.create('citizen:a')).rejects.toMatchObject(destroyed);
      }
      expect(plain(await store.get('citizen:b'))).toEqual(other);
      await store.verify();
    });

    it('whose keys were destroyed is listed, and nobody else', async () => {
      const store = await make();
      expect(await Array.fromAsync(store.destroyed())).toEqual([]);
      await store.create('citizen:a');
      await store.create('citizen:b');
      for (const subject of ['citizen:b', 'report:c', 'citizen:b']) await store.destroy(subject);
      for (const door of [store, await beside(store)])
        expect((await Array.fromAsync(door.destroyed())).toSorted()).toEqual(['citizen:b', 'report:c']);
    });

    it('one that never was can be destroyed, and is not made then', async () => {
      const store = await make();
      await store.destroy('citizen:a');
      expect(await store.stateOf('citizen:a')).toBe('destroyed');
      await expect(store.create('citizen:a')).rejects.toMatchObject(destroyed);
      await store.verify();
    });

    it('what is given out can be overwritten without harm to what is kept', async () => {
      const store = await make();
      const made = await store.create('citizen:a');
      const before = plain(made);
      made.key.fill(0);
      for (const node of made.tree.values()) node.fill(0);
      expect(plain(await store.get('citizen:a'))).toEqual(before);
    });

    it('the key of one value is destroyed for ever, and every other one is as it was', async () => {
      const store = await make();
      await store.create('citizen:a');
      await store.create('citizen:b');
      const [before, others] = [await leavesOf(store, 'citizen:a'), await leavesOf(store, 'citizen:b')];
      expect(new Set([...before, ...others]).size).toBe(2 * leaves.length);
      const { id, key } = (await store.get('citizen:a')) ?? {};
      for (const gone of [[1], [1], [0, 3], [5, 1]]) {
        await store.puncture(
          'citizen:a',
          gone.map((at) => leaves[at] ?? ''),
        );
        for (const at of gone) before[at] = undefined;
        for (const door of [store, await beside(store)])
          expect(await leavesOf(door, 'citizen:a')).toEqual(before);
      }
      expect(await leavesOf(store, 'citizen:b')).toEqual(others);
      expect(await store.create('citizen:a')).toMatchObject({ id, key });
      expect(await leavesOf(store, 'citizen:a')).toEqual(before);
      expect([await store.stateOf('citizen:a'), await Array.fromAsync(store.destroyed())]).toEqual([
        'here',
        [],
      ]);
      await store.verify();
    });

    it('whoever destroys values of one subject at the same time brings none of them back', async () => {
      const store = await make();
      const other = await beside(store);
      for (let round = 0; round < 5; round += 1) {
        const subject = `citizen:${round}`;
        await store.create(subject);
        const before = await leavesOf(store, subject);
        await Promise.all([
          store.puncture(subject, [leaves[0] ?? '']),
          other.puncture(subject, [leaves[1] ?? '', leaves[4] ?? '']),
          other.create(subject),
          store.puncture(subject, [leaves[3] ?? '']),
        ]);
        const left = before.map((leaf, at) => ([0, 1, 3, 4].includes(at) ? undefined : leaf));
        for (const door of [store, other]) expect(await leavesOf(door, subject)).toEqual(left);
      }
    });

    it('who has no key, or none any more, has none of a value, and whoever destroys that changes nothing', async () => {
      const store = await make();
      await store.create('citizen:gone');
      await Promise.all([store.puncture('citizen:gone', [...leaves]), store.destroy('citizen:gone')]);
      for (const subject of ['citizen:gone', 'citizen:never']) {
        await store.puncture(subject, [...leaves]);
        expect(await store.get(subject)).toBeUndefined();
      }
      expect(await store.stateOf('citizen:never')).toBe('missing');
      expect(await store.stateOf('citizen:gone')).toBe('destroyed');
    });

    it('all who make the first key of a subject at once have the same one', async () => {
      const store = await make();
      const doors = [store, await beside(store), await beside(store)];
      const made = await Promise.all(
        Array.from({ length: 12 }, (_, index) => (doors[index % 3] ?? store).create('citizen:a')),
      );
      expect(new Set(made.map((key) => JSON.stringify(plain(key)))).size).toBe(1);
      expect(plain(await store.get('citizen:a'))).toEqual(plain(made[0]));
    });

    it('whoever makes a key while it is destroyed does not bring it back', async () => {
      const store = await make();
      const other = await beside(store);
      for (let round = 0; round < 5; round += 1) {
        const subject = `citizen:${round}`;
        await Promise.allSettled([store.create(subject), other.destroy(subject), store.create(subject)]);
        for (const door of [store, other])
          expect([await door.get(subject), await door.stateOf(subject)]).toEqual([undefined, 'destroyed']);
      }
    });

    it('every history of making and destroying leaves what was made and not destroyed, behind each door', async () => {
      const action = fc.record({
        does: fc.constantFrom('create', 'create', 'destroy', 'get'),
        subject: fc.constantFrom('citizen:a', 'citizen:b', 'report:a'),
        isOther: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(action, { maxLength: 12 }), async (actions) => {
          const store = await make();
          const other = await beside(store);
          const model = new Map<string, ReturnType<typeof plain> | 'destroyed'>();
          for (const { does, subject, isOther } of actions) {
            const door = isOther ? other : store;
            const known = model.get(subject);
            if (does === 'destroy') {
              await door.destroy(subject);
              model.set(subject, 'destroyed');
            } else if (does === 'get') {
              const expected = known === 'destroyed' ? undefined : known;
              expect(plain(await door.get(subject))).toEqual(expected);
            } else if (known === 'destroyed')
              await expect(door.create(subject)).rejects.toMatchObject(destroyed);
            else {
              const made = plain(await door.create(subject));
              if (known !== undefined) expect(made).toEqual(known);
              model.set(subject, made);
            }
          }
          for (const [subject, known] of model)
            for (const door of [store, other, await beside(store)]) {
              expect(await door.stateOf(subject)).toBe(known === 'destroyed' ? 'destroyed' : 'here');
              expect(plain(await door.get(subject))).toEqual(known === 'destroyed' ? undefined : known);
            }
        }),
        { numRuns: runs },
      );
    });
  });
};
