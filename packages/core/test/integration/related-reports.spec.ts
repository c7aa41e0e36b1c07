import { relatedReports } from '../../src/testing/conformance.ts';
import { memoryEventStore, uncheckedStore } from '../../src/testing/index.ts';

const twoHosts = (store: ReturnType<typeof memoryEventStore>) => ({
  stores: [store, store],
  close: () => store.close(),
});

relatedReports(async () => twoHosts(memoryEventStore()), { name: 'the store in memory', runs: 200 });

/** Appends wait for a random while, so that decisions are older than what they are appended to. */
const slow = (store: ReturnType<typeof memoryEventStore>): ReturnType<typeof memoryEventStore> => {
  let turns = 1;
  return {
    ...store,
    append: async (stream, events, options) => {
      turns = (turns * 16_807) % 2_147_483_647;
      for (let turn = 0; turn < turns % 40; turn += 1) await Promise.resolve();
      return store.append(stream, events, options);
    },
  };
};

relatedReports(async () => twoHosts(slow(memoryEventStore())), { name: 'a slow store in memory', runs: 200 });
relatedReports(async () => twoHosts(slow(uncheckedStore(memoryEventStore()))), {
  name: 'a store that does not check related streams',
  runs: 300,
});
