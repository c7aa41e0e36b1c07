import { join } from 'node:path';
import { instantOf } from '@phananh/core/engine';
import { startTestCluster } from '@phananh/eventstoredb-test-server';
import { until } from '@phananh/test-support/api';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it, onTestFinished } from 'vitest';
import { hosted } from '../support/hosted.ts';

const lamp = { text: 'Đèn hỏng', location: { lat: 16.4, lng: 107.5 }, channel: 'app' };

/**
 * Half of the pauses between the attempts of a command. Where a machine is so busy that a cluster has no leader for longer, its commands are
 * refused then, and their senders repeat them.
 */
const leastWaited = 3_000;

it('a cluster is restarted node by node under load: every command succeeds, once, and every host has the same', async () => {
  const cluster = await startTestCluster(3);
  onTestFinished(cluster.stop);
  const { nodes, said, log } = cluster;
  const directory = inTemporaryDirectory();
  const hosts = await Promise.all(
    [1, 2].map((number) => hosted(cluster.seeds(), join(directory, `${number}.read.db`))),
  );

  const made: string[] = [];
  const commented = new Map<string, string>();
  const failed: unknown[] = [];
  let working = true;
  let answers = 0;
  type Ask = (typeof hosts)[number]['ask'];
  /** @returns undefined: it failed, and nothing more is asked for */
  const give = async (ask: Ask, ...[url, as, input, key]: [string, string, object, string]) => {
    while (failed.length === 0) {
      const begun = performance.now();
      const answer = await ask('POST', url, as, input, key);
      if (answer.status < 300) return answer.body;
      const waited = performance.now() - begun;
      if (answer.body.code === 'store-unavailable' && waited >= leastWaited) continue;
      failed.push({ ...answer, waited });
    }
    return undefined;
  };
  const work = async (lane: number): Promise<void> => {
    for (let turn = 0; working && failed.length === 0; turn += 1) {
      const { ask } = hosts[(lane + turn) % hosts.length] ?? hosts[0] ?? expect.unreachable();
      const text = `${lane}-${turn}`;
      const submitted = await give(
        ask,
        '/v1/reports',
        'citizen:c-17',
        lamp,
        `rolling-restart-submit-${text}`,
      );
      if (submitted === undefined) return;
      const { reportId } = submitted;
      const url = `/v1/reports/${reportId}/comment`;
      if ((await give(ask, url, 'operator:o-3', { text }, `rolling-restart-comment-${text}`)) === undefined)
        return;
      made.push(reportId);
      commented.set(text, `report-${reportId}`);
      answers += 2;
    }
  };
  const lanes = [0, 1, 2, 3].map(work);
  const more = async (count: number): Promise<void> => {
    const wanted = answers + count;
    await until(
      async () => answers,
      (now) => now >= wanted || failed.length > 0,
    );
  };
  const asked = () => nodes.reduce((sum, { calls }) => sum + (calls.get('batchAppend') ?? 0), 0);

  for (const [number, node] of nodes.entries()) {
    await more(6);
    said.isAlive = (other) => other !== number;
    const led = said.leader === number;
    if (led) said.leader = undefined;
    await node.stop();
    if (led) {
      // Until the others have elected one, whoever is asked refuses.
      const before = asked();
      await until(
        async () => asked(),
        (now) => now > before + 4 || failed.length > 0,
      );
      said.leader = (number + 1) % nodes.length;
    }
    await more(6);
    await node.start();
    said.isAlive = () => true;
  }
  working = false;
  await Promise.all(lanes);

  expect(failed).toEqual([]);
  const ids = log.records.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const textOf = (data: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(data)).text;
  const comments = log.records.filter(({ type }) => type === 'commented');
  expect(comments.map(({ data, stream }) => [textOf(data), stream]).toSorted()).toEqual(
    [...commented].toSorted(),
  );
  const submissions = log.records.filter(({ type }) => type === 'submitted');
  expect(submissions.map(({ stream }) => stream).toSorted()).toEqual(
    made.map((id) => `report-${id}`).toSorted(),
  );
  for (const { ask, readModels } of hosts) {
    await until(
      () => ask('GET', '/readyz', 'operator:o-3'),
      ({ status, body }) => status === 200 && body.lagMilliseconds === 0,
    );
    const { cases } = await readModels.cases({ limit: 200, now: instantOf(Date.now()) });
    expect(cases.map(({ reportId }) => reportId).toSorted()).toEqual(made.toSorted());
  }
});
