import { createHash } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import { huePolicy } from '@phananh/core';
import { readModels, type SqliteEventStore, sqliteEventStore, threadedReadModels } from '@phananh/sqlite';
import { simulate } from './simulation/simulate.ts';

const n = Number(process.argv[2] ?? 500);
const threaded = process.argv[3] === 'threaded';
const dir = '/tmp/hue-try';
rmSync(dir, { recursive: true, force: true });
const t0 = performance.now();
let store: SqliteEventStore | undefined;
let models: Awaited<ReturnType<typeof threadedReadModels>> | undefined;
let opened: Promise<void> | undefined;
let last = 0;
let commits = 0;
const stop = Number(process.argv[4] ?? 1e9);
const ac = new AbortController();
const result = await simulate({
  reports: n,
  seed: 'hue-s',
  open: (clock) => {
    store = sqliteEventStore(`${dir}/demo.db`, { clock });
    store.wakes.subscribe(() => {
      commits++;
    });
    if (threaded) {
      const s = store;
      opened = threadedReadModels(`${dir}/demo.read.db`, {
        store: s,
        eventStorePath: `${dir}/demo.db`,
        policy: huePolicy,
      }).then((m) => {
        models = m;
      });
    }
    return store;
  },
  signal: ac.signal,
  onProgress: (p) => {
    if (p.submitted > stop) ac.abort();
    if (p.submitted - last > 5000) {
      last = p.submitted;
      console.log(p, Math.round(performance.now() - t0));
    }
  },
});
const t1 = performance.now();
console.log(
  'simulated',
  Math.round(t1 - t0),
  'ms',
  result.events,
  'events',
  (result.events / n).toFixed(2),
  'per report',
  process.memoryUsage().rss / 1e6,
);
await opened;
let m: { sla: any; failure(): any; close(): Promise<void>; agencies(): any };
if (models) {
  await models.whenApplied(result.position, { timeoutMilliseconds: 600000 });
  m = models;
} else {
  const r = readModels(`${dir}/demo.read.db`, { policy: huePolicy });
  await r.catchUp(result.store);
  m = r;
}
console.log('models', Math.round(performance.now() - t1), 'ms', m.failure());
const f = m.sla({ cohort: 'submitted', now: result.end });
console.dir(f, { depth: 5 });
const types: Record<string, number> = {};
const hash = createHash('sha256');
let fines = 0;
for await (const e of result.store.readAll()) {
  types[e.type] = (types[e.type] ?? 0) + 1;
  hash.update(e.id + e.type + e.metadata.recordedAt + JSON.stringify(e.data));
  if (e.type === 'penalty-imposed') fines += Number(e.data.amount);
  if (e.type === 'penalty-revoked') fines -= Number(e.data.amount);
}
console.log(types, fines, hash.digest('hex'), m.agencies().length);
await m.close();
await result.store.close();
console.log(statSync(`${dir}/demo.db`).size / 1e6, statSync(`${dir}/demo.read.db`).size / 1e6);
