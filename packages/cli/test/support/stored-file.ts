import { policyOfLog } from '@phananh/core/reports';
import { sqliteEventStore, threadedReadModels } from '@phananh/sqlite';
import { smallMap } from './imports.ts';

/** The moment at which the figures of the stored files were taken. */
const storedNow = '2026-12-01T02:00:00.000Z';

/** The map that the cases of the stored files were imported by. */
export const storedMap = smallMap({ name: 'old-system', zone: 'Asia/Ho_Chi_Minh' });

/** Every kind of figure of a log and its read models, as a host of today opens them. */
export const storedFigures = async (log: string, readModels: string) => {
  const store = sqliteEventStore(log);
  const { policy } = await policyOfLog(store);
  const models = await threadedReadModels(readModels, { store, eventStorePath: log, policy });
  try {
    await models.whenBuilt();
    let last = 0;
    for await (const { position } of store.readAll()) last = position;
    await models.whenApplied(last, { timeoutMilliseconds: 60_000 });
    const now = storedNow;
    return JSON.parse(
      JSON.stringify({
        events: last,
        agencies: models.agencies(),
        sla: await models.sla({ cohort: 'submitted', now }),
        byAgency: await models.sla({ cohort: 'decided', groupBy: ['agency'], now }),
        byMonthAndCategory: await models.sla({ cohort: 'submitted', groupBy: ['month', 'category'], now }),
        durations: await models.durations({ cohort: 'submitted', now }),
        ranking: await models.ranking({ cohort: 'decided', now }),
        satisfaction: await models.satisfaction({ now }),
        penalties: await models.penalties({ now }),
        backlog: await models.backlog({ from: '2026-10-01', to: '2026-11-30', now }),
      }),
    );
  } finally {
    await models.close();
    await store.close();
  }
};
