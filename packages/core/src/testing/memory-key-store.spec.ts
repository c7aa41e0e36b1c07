import { keyStoreConformance } from './key-store-conformance.ts';
import { memoryKeyStore } from './memory-key-store.ts';

keyStoreConformance({ name: 'the store of keys in memory', makeStore: () => memoryKeyStore() });
