import { join } from 'node:path';
import { act, state, store } from '@rotorsoft/act';
import { SqliteStore } from '@rotorsoft/act-sqlite';
import { z } from 'zod';
import { type LifecycleStep, type OpenContender, synchronousName } from '../src/runner/contender.ts';
import { dataOf, envelope, evolve, mayGive, noReport, phases, type ReportState } from './lifecycle.ts';

const Input = z.record(z.string(), z.unknown());
const Commented = z.object({ text: z.string() });
const Report = z.object({ phase: z.enum(phases), agencyId: z.string(), accepted: z.boolean() });

const may = (step: LifecycleStep) => [
  { description: `${step} is allowed`, valid: (report: Readonly<ReportState>) => mayGive(report, step) },
];

const folding = (event: string) => (_: unknown, report: Readonly<ReportState>) => evolve(report, event);

const ReportMachine = state({ Report })
  .init(() => ({ ...noReport }))
  .emits({
    submitted: Input,
    verified: Input,
    assigned: Input,
    accepted: Input,
    resolved: Input,
    published: Input,
    commented: Commented.extend({ actor: z.unknown(), commandId: z.string(), occurredAt: z.string() }),
  })
  .patch({
    submitted: folding('submitted'),
    verified: folding('verified'),
    assigned: folding('assigned'),
    accepted: folding('accepted'),
    resolved: folding('resolved'),
    published: folding('published'),
    commented: folding('commented'),
  })
  .on({ submit: Input })
  .given(may('submit'))
  .emit('submitted')
  .on({ verify: Input })
  .given(may('verify'))
  .emit('verified')
  .on({ assign: Input })
  .given(may('assign'))
  .emit('assigned')
  .on({ accept: Input })
  .given(may('accept'))
  .emit('accepted')
  .on({ resolve: Input })
  .given(may('resolve'))
  .emit('resolved')
  .on({ publish: Input })
  .given(may('publish'))
  .emit('published')
  .on({ comment: Commented })
  .emit(({ text }) => ['commented', { text, ...envelope('verify') }])
  .build();

/** act with its SQLite store, opened as its documentation has it. Its cache of states is on, as it is by default. */
export const open: OpenContender = async (directory) => {
  const sqlite = new SqliteStore({ url: `file:${join(directory, 'act.db')}` });
  store(sqlite);
  await sqlite.seed();
  const app = act().withState(ReportMachine).build();
  const target = (report: number) => ({ stream: `report-${report}`, actor: { id: 'o-3', name: 'operator' } });
  return {
    async give(report, step) {
      await app.do(step, target(report), dataOf(step));
    },
    async comment(report, text) {
      await app.do('comment', target(report), { text });
    },
    async commentsOf(report) {
      const events = await app.query_array({ stream: `report-${report}`, stream_exact: true });
      return {
        texts: events.flatMap(({ name, data }) => (name === 'commented' ? [Commented.parse(data).text] : [])),
        revisions: events.map(({ version }) => version),
      };
    },
    async durability() {
      // Its own client, which makes each of its connections alike.
      const { client } = sqlite as unknown as {
        client: {
          execute(sql: string): Promise<{ rows: readonly { readonly [column: number]: unknown }[] }>;
        };
      };
      const setting = async (name: string) => (await client.execute(`PRAGMA ${name}`)).rows[0]?.[0];
      return {
        journalMode: String(await setting('journal_mode')),
        synchronous: synchronousName(await setting('synchronous')),
      };
    },
    close: () => sqlite.dispose(),
  };
};
