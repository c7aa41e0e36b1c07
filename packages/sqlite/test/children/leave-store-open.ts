// Appends, and ends without closing: an idle store must not keep its process alive.

import { newEvent } from '@phananh/test-support/new-event';
import { sqliteEventStore } from '../../src/index.ts';

const path = process.argv[2] ?? '';
sqliteEventStore(`${path}.unused`);
const store = sqliteEventStore(path);
await store.append('stream', [newEvent()], { expectedRevision: 'any' });
console.log('appended');
