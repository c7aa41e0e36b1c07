import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strangeEvent } from '@phananh/test-support/strange-event';
import { expect, it, vi } from 'vitest';
import { runReports } from '../../../src/index.ts';

it('what is parked is left out by an order to the host that runs, and the reason is kept', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'phananh-operations-'));
  try {
    await using host = await runReports({ file: join(directory, 'portal.db'), timers: false });
    const { reports, readModels, operations } = host;
    const { reportId } = await reports.submit(
      { text: 'Đèn hỏng', location: { address: '12 Lê Lợi' }, channel: 'hotline' },
      { actor: { kind: 'operator', id: 'o-1' } },
    );
    const stream = `report-${reportId}`;
    const { position } = await reports.store.append(stream, [strangeEvent('2026-12-07T02:00:00.000Z')], {
      expectedRevision: 0,
    });
    expect(await readModels.whenApplied(position, { timeoutMilliseconds: 20_000 })).toBe(true);
    expect(operations.parked().map((one) => one.stream)).toContain(stream);
    const meant = operations.orderParked({ action: 'skip', stream, reason: 'không ai biết' });
    expect(meant.length).toBeGreaterThan(0);
    await vi.waitFor(() => expect(operations.waitingOrders()).toBe(0), { timeout: 20_000 });
    expect(operations.parked()).toEqual([]);
    expect(operations.skipped()).toContainEqual(expect.objectContaining({ stream, reason: 'không ai biết' }));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
