import { join } from 'node:path';
import { createReports, huePolicy, type Instant, memorySnapshots } from '@phananh/core';
import { sqliteEventStore, threadedReadModels } from '@phananh/sqlite';
import type { Benchmark, Figure } from '../benchmark.ts';
import { actors, inputs } from '../contenders/inputs.ts';
import { durabilityOf } from '../contenders/phananh.ts';
import { percentilesOf } from '../percentiles.ts';
import { lifecycle } from '../runner/contender.ts';
import { inTemporaryDirectory } from '../temporary.ts';

const commandsPerSecond = 500;
const warmUpSeconds = 3;
const measuredSeconds = 12;

/** A report takes its next step half a second after the one before. */
const reportsBetweenSteps = 40;

const queryable = 'from the answer to a command until lists and figures have it, p99';

const run = (): Promise<readonly Figure[]> =>
  inTemporaryDirectory(async (directory) => {
    const path = join(directory, 'live.db');
    const store = sqliteEventStore(path);
    const models = await threadedReadModels(join(directory, 'live.read.db'), {
      store,
      eventStorePath: path,
      policy: huePolicy,
    });
    const { handler, agencies } = createReports({
      store,
      policy: huePolicy,
      snapshots: { store: memorySnapshots() },
    });
    const agency = { agencyId: 'agency-hue-lighting', name: 'Hue lighting', kind: 'government' };
    await agencies.handler.create('register', agency, { actor: actors.verify });

    const delays: number[] = [];
    let failed = 0;
    /** One command at its time, and how long it was before the read models had it. */
    const measured = async (give: () => Promise<{ readonly position: number }>, counts: boolean) => {
      const { position } = await give();
      const answered = performance.now();
      const applied = await models.whenApplied(position, { timeoutMilliseconds: 10_000 });
      if (!applied || (models.position() ?? -1) < position) failed += 1;
      if (counts) delays.push(performance.now() - answered);
    };
    const begin = performance.now();
    const due = (n: number): number => begin + (n * 1000) / commandsPerSecond;
    const whole = commandsPerSecond * (warmUpSeconds + measuredSeconds);
    const given: Promise<void>[] = [];
    // Every sixth command submits; the others take reports of before one step further.
    const ids = new Map<number, string>();
    let submitted = 0;
    for (let n = 0; n < whole; n++) {
      const wait = due(n) - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const place = n % lifecycle.length;
      const step = lifecycle[place] ?? 'submit';
      const number = Math.floor(n / lifecycle.length) - place * reportsBetweenSteps;
      const id = ids.get(number);
      const give = async () => {
        if (step !== 'submit' && id !== undefined)
          return handler.execute(id, step, inputs[step], { actor: actors[step] });
        submitted += 1;
        const created = await handler.create('submit', inputs.submit, { actor: actors.submit });
        if (step === 'submit') ids.set(number, created.id);
        return created;
      };
      const counts = n >= commandsPerSecond * warmUpSeconds;
      given.push(
        measured(give, counts).catch(() => {
          failed += 1;
        }),
      );
    }
    await Promise.all(given);
    const seconds = (performance.now() - begin) / 1000;
    const now: Instant = new Date().toISOString();
    const [figures] = await models.sla({ cohort: 'submitted', now });
    const { journalMode, synchronous } = durabilityOf(path);
    await models.close();
    await store.close();
    if (figures?.cases !== submitted) failed += 1;
    const { median, p99, most } = percentilesOf(delays);
    return [
      {
        subject: queryable,
        value: p99,
        unit: 'ms',
        notes: [
          `${delays.length} commands at ${Math.round(whole / seconds)}/s; median ${median.toFixed(1)} ms, longest ${most.toFixed(1)} ms`,
          `journal_mode ${journalMode}, synchronous ${synchronous}`,
        ],
        ...(failed > 0 && { failure: `${failed} commands failed or were never found` }),
      },
    ];
  });

export const live: Benchmark = {
  name: 'live',
  workload: `${commandsPerSecond} commands a second, evenly, for ${measuredSeconds} s: reports through their whole lives, several hundred at once. Of each command the time from its answer, when it is on the disk, until the read models answer with it; host and read models in one process, as \`serve\` runs them.`,
  bars: [{ subject: queryable, limit: { demand: 'below', value: 20, unit: 'ms' } }],
  run,
};
