import { expect, it, onTestFinished } from 'vitest';
import { eventStoreDbEventStore } from '../../src/index.ts';

/** A server whose policy goes by the beginning of a stream's name. */
const storeWith = (mayUse: (stream: string) => boolean) => {
  const written: string[] = [];
  const failure = (type: string) => Object.assign(new Error(type), { type });
  const read = (type?: string) => ({
    async *[Symbol.asyncIterator]() {
      if (type !== undefined) throw failure(type);
      yield* [];
    },
  });
  const readStream = (stream: string) =>
    read(mayUse(stream.replace(/^\$\$/, '')) ? 'stream-not-found' : 'access-denied');
  const store = eventStoreDbEventStore({
    client: {
      async appendToStream(stream, _, { expectedRevision }) {
        if (expectedRevision === 'no_stream' || expectedRevision === 0n) written.push(stream);
        throw failure(mayUse(stream) ? 'wrong-expected-version' : 'access-denied');
      },
      readStream,
      readAll: () => read(),
      subscribeToAll: () => {
        throw failure('not used');
      },
    },
  });
  onTestFinished(() => store.close());
  return { store, written };
};

it.each([
  ['policies-log', 'policies-log'],
  ['policy-', 'policy-…'],
  ['agency-', 'agency-…'],
  ['report-', 'report-…'],
])('rights that leave out the streams %s are told', async (prefix, kind) => {
  const { store, written } = storeWith((stream) => !stream.startsWith(prefix));
  const tried = await store.tryRights();
  const denied = { error: { code: 'store-access-denied' }, of: [kind] };
  expect(tried).toMatchObject([
    { right: 'read-log' },
    { right: 'read-streams', ...denied },
    { right: 'read-metadata', ...denied },
    { right: 'write-streams', ...denied },
  ]);
  // One that is there may end at its first event.
  expect(written).toEqual([]);
});
