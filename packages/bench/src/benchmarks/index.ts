import type { Benchmark } from '../benchmark.ts';
import { callersBenchmark } from './callers.ts';
import { command64Distinct } from './command-64-distinct.ts';
import { command64One } from './command-64-one.ts';
import { commandSequential } from './command-sequential.ts';
import { copy } from './copy.ts';
import { crowdBenchmark } from './crowd.ts';
import { between, due } from './due.ts';
import { eventStoreDb } from './event-store-db.ts';
import { figures } from './figures.ts';
import { http } from './http.ts';
import { importBoston } from './import-boston.ts';
import { live } from './live.ts';
import { pages } from './pages.ts';
import { signIn } from './sign-in.ts';
import { soak } from './soak.ts';
import { submissions } from './submissions.ts';
import { timersBenchmark } from './timers.ts';
import { transparency } from './transparency.ts';
import { uploads } from './uploads.ts';
import { usable } from './usable.ts';

/** Every benchmark, in the order in which they run. */
export const benchmarks: readonly Benchmark[] = [
  commandSequential,
  command64Distinct,
  command64One,
  http,
  submissions,
  transparency,
  signIn,
  uploads,
  callersBenchmark,
  crowdBenchmark,
  importBoston,
  due,
  between,
  timersBenchmark,
  eventStoreDb,
  copy,
  figures,
  live,
  pages,
  usable,
  soak,
];
