import { join } from 'node:path';
import type { EventStore, RecordedEvent } from '@phananh/core';
import { timersActor } from '@phananh/core/engine';
import { eventStoreDbEventStore } from '@phananh/eventstoredb';
import type { TestServer } from '@phananh/eventstoredb-test-server';
import { readModels, readModelTables } from '@phananh/sqlite';
import { type Answer, get, lamp, post, until } from '@phananh/test-support/api';
import { type HostProcess, startHostOn } from '@phananh/test-support/host-process';
import { expect, onTestFinished } from 'vitest';
import { phananh } from './in-process.ts';
import { wholeLadder } from './whole-ladder.ts';

export interface ManyHosts {
  readonly directory: string;
  readonly connectionString: string;
  /** Its faults are used when it is given; a real server has none. */
  readonly server?: TestServer;
  readonly hosts: number;
  /** Reports that everybody works on. */
  readonly reports: number;
  readonly commentsOnEach: number;
  /** A disturbance comes after every so many answers. */
  readonly disturbEvery: number;
}

/** What a run did, for whoever wants to know. */
export interface ManyHostsRun {
  readonly answers: number;
  readonly repeats: number;
  readonly kills: number;
  readonly cuts: number;
  readonly timersFired: number;
  readonly events: number;
}

const longAgo = (): string => new Date(Date.now() - 60 * 86_400_000).toISOString();

/**
 * Lets many work on the same reports through many hosts, kills hosts and cuts connections meanwhile, and holds the log and
 * every host's tables to it: no command lost or doubled, one of two rivals wins, each timer fires once, each reaction
 * happens once, and all read models are the same.
 */
export const runManyHosts = async (options: ManyHosts): Promise<ManyHostsRun> => {
  const { connectionString, directory, server } = options;
  const counts = { answers: 0, repeats: 0, kills: 0, cuts: 0 };
  const file = (number: number) => join(directory, `host-${number}.read.db`);
  const hosts: HostProcess[] = [];
  let isOver = false;
  // Whatever the test comes to, its time that is over too: none is left, and nothing more is begun.
  onTestFinished(async () => {
    isOver = true;
    await Promise.all(hosts.map((host) => host.kill()));
  });
  const startOne = async (number: number): Promise<void> => {
    const host = await startHostOn(connectionString, '--read-models', file(number));
    if (isOver) await host.kill();
    hosts[number] = host;
  };
  await Promise.all(Array.from({ length: options.hosts }, (_, n) => startOne(n)));
  const store = eventStoreDbEventStore({ connectionString });

  /** One at a time: two disturbances together would leave no host. */
  let disturbing = Promise.resolve();
  const disturb = async (turn: number): Promise<void> => {
    const number = turn % options.hosts;
    if (turn % 2 === 0 || server === undefined) {
      counts.kills += 1;
      await hosts[number]?.kill();
      await startOne(number);
      return;
    }
    counts.cuts += 1;
    server.faults.next('append', { kind: 'lose-answer' }, { kind: 'drop' }, undefined, {
      kind: 'lose-answer',
    });
    server.faults.next('read', { kind: 'break-after', count: 1 }, { kind: 'drop' });
    server.faults.next('subscribe', { kind: 'break-after', count: 3 });
    await server.restart();
  };

  /** Gives a command until it is answered, by whichever host; a repeat has the same key. */
  const give = async (path: string, as: string, body: object): Promise<Answer> => {
    const key = crypto.randomUUID();
    for (let attempt = 0; ; attempt++) {
      if (isOver) throw new Error('the test is over');
      const host = hosts[Math.floor(Math.random() * hosts.length)];
      const answer = await post(`${host?.url}${path}`, as, body, key).catch(() => undefined);
      if (answer !== undefined && answer.status < 500) {
        counts.answers += 1;
        if (counts.answers % options.disturbEvery === 0)
          disturbing = disturbing.then(() => disturb(counts.kills + counts.cuts));
        return answer;
      }
      // A host that is gone, or the store: both come again.
      counts.repeats += 1;
      await new Promise((resolve) => setTimeout(resolve, 10 + attempt * 10));
    }
  };

  const made = async (body: object, as = 'citizen:c-17'): Promise<string> => {
    const { status, body: answer } = await give('/v1/reports', as, { ...lamp, ...body });
    expect(status).toBe(201);
    return answer.reportId;
  };
  const reports = await Promise.all(
    Array.from({ length: options.reports }, (_, n) => made({ text: `report ${n}` })),
  );
  const comments = new Map<string, string>();
  const work = reports.flatMap((reportId, n) => [
    ...Array.from({ length: options.commentsOnEach }, (_, m) => async () => {
      const text = `comment ${n}-${m}`;
      const { status } = await give(`/v1/reports/${reportId}/comment`, 'operator:o-3', { text });
      expect(status).toBe(200);
      comments.set(text, reportId);
    }),
    async () => {
      const rival = (as: string, category: string) =>
        give(`/v1/reports/${reportId}/verify`, as, { category });
      const rivals = await Promise.all([rival('operator:o-3', 'lighting'), rival('operator:o-4', 'roads')]);
      expect(rivals.map(({ status }) => status).sort()).toEqual([200, 409]);
      const into = reports[n - 1];
      // Every other report goes into the one before it, whose absorbing is a reaction in every host.
      if (n % 2 === 0 || into === undefined) return;
      const { status } = await give(`/v1/reports/${reportId}/merge`, 'operator:o-3', { into });
      expect(status).toBe(200);
    },
  ]);
  const overdue = Array.from({ length: Math.ceil(options.reports / 2) }, () => async () => {
    old.push(await made({ channel: 'hotline', occurredAt: longAgo() }, 'operator:o-3'));
  });
  const old: string[] = [];
  await inLanes(16, shuffled([...work, ...overdue]));
  await disturbing;
  server?.faults.clear();

  // All that comes by itself has come: timers on every host, reactions, and the tables behind the log.
  const settled = async (): Promise<boolean> => {
    const ready = await Promise.all(hosts.map(({ url }) => get(`${url}/readyz`).catch(() => undefined)));
    return ready.every(
      (answer) =>
        answer?.status === 200 && answer.body.timerLagMilliseconds === 0 && answer.body.lagMilliseconds === 0,
    );
  };
  const quiet = async (): Promise<boolean> => {
    const before = await store.lastPosition();
    if (!(await settled())) return false;
    const log = await streamsOf(store, [...reports, ...old]);
    return (
      (await store.lastPosition()) === before &&
      old.every((id) => (log.get(id)?.length ?? 0) >= 1 + wholeLadder.length) &&
      reports.every((id, n) => n % 2 === 0 || absorbedIn(log.get(reports[n - 1] ?? ''), id) > 0)
    );
  };
  await until(quiet, (yes) => yes);
  for (const host of hosts) expect(await host.end()).toBe(0);

  const log = await streamsOf(store, [...reports, ...old]);
  const events = [...log.values()].flat();
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  for (const stream of log.values())
    expect(stream.map(({ revision }) => revision)).toEqual(stream.map((_, revision) => revision));
  const commented = events.filter(({ type }) => type === 'commented');
  expect(commented.map(({ data, stream }) => [data.text, stream]).sort()).toEqual(
    [...comments].map(([text, reportId]) => [text, `report-${reportId}`]).sort(),
  );
  for (const [n, id] of reports.entries()) {
    const own = log.get(id) ?? [];
    expect(own.filter(({ type }) => type === 'verified')).toHaveLength(1);
    if (n % 2 === 0) continue;
    expect(own.filter(({ type }) => type === 'merged')).toHaveLength(1);
    expect(absorbedIn(log.get(reports[n - 1] ?? ''), id)).toBe(1);
  }
  for (const id of old) {
    const told = (log.get(id) ?? []).slice(1);
    expect(
      told.map(({ type, data }) => [type, data.clock, data.rung, data.to].filter(Boolean).join(' ')),
    ).toEqual(wholeLadder);
    expect(told.every(({ metadata }) => metadata.actor.id === timersActor.id)).toBe(true);
  }

  // Brought to one moment, by the same command, beside tables that were never followed.
  const files = [...hosts.map((_, number) => file(number)), join(directory, 'anew.read.db')];
  const asOf = new Date().toISOString();
  for (const path of files) {
    const asked = ['sla', '--store', connectionString, '--read-models', path, '--as-of', asOf, '--json'];
    expect((await phananh(...asked)).code).toBe(0);
  }
  const [anew, ...followed] = await Promise.all(files.toReversed().map(tablesOf));
  expect(anew?.get('case_facts')?.length ?? 0).toBeGreaterThanOrEqual(reports.length + old.length);
  for (const tables of followed) expect(tables).toEqual(anew);
  await store.close();
  return { ...counts, timersFired: old.length * wholeLadder.length, events: events.length };
};

const streamsOf = async (
  store: EventStore,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly RecordedEvent[]>> =>
  new Map(
    await Promise.all(
      ids.map(async (id) => [id, await Array.fromAsync(store.readStream(`report-${id}`))] as const),
    ),
  );

const absorbedIn = (events: readonly RecordedEvent[] = [], id: string): number =>
  events.filter(({ type, data }) => type === 'absorbed' && data.reportId === id).length;

/** Every row of every documented table. */
const tablesOf = async (path: string): Promise<ReadonlyMap<string, readonly unknown[]>> => {
  const models = readModels(path);
  const snapshot = models.snapshot();
  const tables = new Map<string, unknown[]>();
  try {
    for (const table of readModelTables) {
      const rows: unknown[] = [];
      for await (const page of snapshot.pages(table, 'key')) rows.push(...page);
      tables.set(table.name, rows);
    }
    return tables;
  } finally {
    snapshot.release();
    await models.close();
  }
};

const shuffled = <T>(items: readonly T[]): readonly T[] =>
  items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);

const inLanes = async (lanes: number, work: readonly (() => Promise<void>)[]): Promise<void> => {
  let next = 0;
  const lane = async () => {
    for (let one = work[next++]; one !== undefined; one = work[next++]) await one();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
};
