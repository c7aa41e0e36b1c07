import { admin, citizen, huePolicy } from '@phananh/core';
import { policyMessage, policyOf, policyOfLog, reportPolicyForWriting } from '@phananh/core/reports';
import { startTestServer } from '@phananh/eventstoredb-test-server';
import { runReports } from '@phananh/sqlite';
import { expect, it, onTestFinished, vi } from 'vitest';
import { eventStoreDbEventStore } from '../../src/index.ts';

const lamp = { text: 'Đèn đường hỏng', location: { lat: 16.46, lng: 107.59 } };
const by = { actor: citizen('c-17') };

/** Another province: its own name, everything else as in Hue. */
const otherPolicy = () => {
  const { policy, ...calendars } = policyMessage(huePolicy);
  return policyOf({ ...calendars, policy: { ...policy, name: 'quang-tri' } });
};

it('the policy stands in the log of a server: a host writes it, and writes no more when another process has put another one in force', async () => {
  const server = await startTestServer();
  onTestFinished(() => server.stop());
  const { connectionString } = server;
  const elsewhere = eventStoreDbEventStore({ connectionString });
  onTestFinished(() => elsewhere.close());
  const started = async (told: (difference: string) => void, policy?: typeof huePolicy) => {
    const store = eventStoreDbEventStore({ connectionString });
    const host = await runReports({
      store,
      readModels: ':memory:',
      onPolicyAdopted: told,
      ...(policy && { policy }),
    });
    onTestFinished(() => host.close());
    return host;
  };
  const told = vi.fn();
  const host = await started(told);
  const { reportId } = await host.reports.submit(lamp, by);
  expect(await policyOfLog(elsewhere)).toMatchObject({
    policy: { name: huePolicy.name },
    adopted: { by: 'host' },
  });

  const adopting = { given: otherPolicy(), actor: admin('cli') };
  await expect(reportPolicyForWriting(elsewhere, adopting)).rejects.toMatchObject({ code: 'policy-differs' });
  await reportPolicyForWriting(elsewhere, { ...adopting, reason: 'Quyết định 01/2027' });
  await vi.waitFor(() => expect(told).toHaveBeenCalledOnce(), { timeout: 10_000 });
  expect(told).toHaveBeenCalledWith(expect.stringContaining('quang-tri'));
  const before = server.log.records.length;
  await expect(host.reports.submit(lamp, by)).rejects.toMatchObject({ code: 'policy-differs' });
  await expect(host.reports.withdraw(reportId, {}, by)).rejects.toMatchObject({ code: 'policy-differs' });
  expect(server.log.records.length).toBe(before);
  await host.close();

  await expect(started(told, huePolicy)).rejects.toMatchObject({ code: 'policy-differs' });
  const again = await started(told);
  expect(again.reports.policy.name).toBe('quang-tri');
  await again.reports.withdraw(reportId, {}, by);
});
