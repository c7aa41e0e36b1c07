import { memoryEventStore } from '@phananh/core/testing';
import { eventStoreDifferential } from '@phananh/core/testing/conformance';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { sqliteEventStore } from '../../src/index.ts';

const nextFile = temporaryFiles();

eventStoreDifferential(memoryEventStore, () => sqliteEventStore(nextFile()), {
  name: 'the store in memory and the store in SQLite',
});
