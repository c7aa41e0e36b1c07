import { join } from 'node:path';
import type { AnyHostedWorkflow } from '@phananh/core/read-models';
import { startTestServer } from '@phananh/eventstoredb-test-server';
import { lamp, until } from '@phananh/test-support/api';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it, onTestFinished } from 'vitest';
import { hosted } from '../support/hosted.ts';
import loansOfToday from '../support/upgrade/loans-of-today.ts';
import loansOfTomorrow from '../support/upgrade/loans-of-tomorrow.ts';

const hostOf = async (address: string, readModels: string, workflows: readonly AnyHostedWorkflow[]) => {
  const { ask, close } = await hosted(address, readModels, workflows);
  const give = async (url: string, payload: object = {}, as = 'librarian:l-1') => {
    const answer = await ask('POST', url, as, payload);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body;
  };
  /** Waits until it has read everything, and holds back so many streams. */
  const ready = (parked: number) =>
    until(
      () => ask('GET', '/readyz', 'librarian:l-1'),
      ({ status, body }) =>
        status === 200 && body.lagMilliseconds === 0 && body.workflows.loan.parkedStreams === parked,
    );
  const listed = async (): Promise<Readonly<Record<string, string>>> => {
    const { body } = await ask('GET', '/v1/loans', 'librarian:l-1');
    return Object.fromEntries(
      body.loans.map(({ loanId, phase, title }: Readonly<Record<string, string>>) => [
        loanId,
        `${title}: ${phase}`,
      ]),
    );
  };
  return { ask, give, ready, listed, close };
};

it('of two hosts on one log the older one holds back what the newer one alone knows, nothing else, and has it all once upgraded', async () => {
  const server = await startTestServer();
  onTestFinished(() => server.stop());
  const address = `esdb://127.0.0.1:${server.port}?tls=false`;
  const directory = inTemporaryDirectory();
  const readModels = join(directory, 'older.read.db');
  const older = await hostOf(address, readModels, loansOfToday);
  const newer = await hostOf(address, join(directory, 'newer.read.db'), loansOfTomorrow);

  const lend = async ({ give }: typeof older, title: string): Promise<string> =>
    (await give('/v1/books', { title })).loanId;
  const [shared, renewed] = [await lend(older, 'A'), await lend(older, 'B')];
  // A command and an event, a form of an event, and a meaning of one of the same form, that the older one does not know.
  await newer.give(`/v1/books/${renewed}/renew`);
  const titled = await lend(newer, 'C');
  const moved = await lend(older, 'E');
  await newer.give(`/v1/books/${moved}/move`, { shelf: 'B2' });
  // Each goes on with what the other one wrote, as far as both know it.
  await newer.give(`/v1/books/${shared}/bring`);
  const late = await lend(older, 'D');
  await newer.give(`/v1/books/${late}/bring`);
  const { reportId } = await newer.give('/v1/reports', lamp, 'citizen:c-17');
  await older.give(`/v1/reports/${reportId}/verify`, { category: 'lighting' }, 'operator:o-3');

  await older.ready(3);
  const known = { [shared]: 'A: back', [renewed]: 'B: lent', [late]: 'D: back', [moved]: 'E: lent' };
  expect(await older.listed()).toEqual(known);
  await newer.ready(0);
  const all = { ...known, [titled]: 'C: lent' };
  expect(await newer.listed()).toEqual(all);
  for (const held of [renewed, titled, moved]) {
    // It says that it cannot, and decides nothing on half of what happened.
    const refused = await older.ask('POST', `/v1/books/${held}/bring`, 'librarian:l-1', {});
    expect(refused.status).toBeGreaterThanOrEqual(500);
    await newer.give(`/v1/books/${held}/bring`);
  }
  await older.give('/v1/reports', lamp, 'citizen:c-17');

  await older.close();
  const upgraded = await hostOf(address, readModels, loansOfTomorrow);
  await upgraded.ready(0);
  expect(await upgraded.listed()).toEqual({
    ...all,
    [renewed]: 'B: back',
    [titled]: 'C: back',
    [moved]: 'E: back',
  });
});
