import { eventStoreDifferential, memoryEventStore } from '@phananh/core/testing';
import { sqliteEventStore } from '../../src/index.ts';
import { temporaryFiles } from '../temporary.ts';

const nextFile = temporaryFiles();

eventStoreDifferential(memoryEventStore, () => sqliteEventStore(nextFile()), {
  name: 'the store in memory and the store in SQLite',
});
