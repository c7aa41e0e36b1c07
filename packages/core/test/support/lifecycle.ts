import type { EngineErrorCode } from '../../src/engine/index.ts';
import type { ReportRefusal } from '../../src/report/index.ts';
import { verdictsOf } from '../../src/sla/index.ts';
import type { LifecycleFixture } from '../../src/testing/index.ts';

/** The code with which a command is refused. */
export const code = async (given: Promise<unknown>): Promise<ReportRefusal | EngineErrorCode | 'accepted'> =>
  given.then(
    () => 'accepted',
    (error) => error.code,
  );

export const published = async (lifecycle: LifecycleFixture): Promise<string> => {
  const reportId = await lifecycle.submit();
  await lifecycle.giveAll(reportId, 'verify', 'assign', 'resolve', 'publish');
  return reportId;
};

export const overall = async ({ state, clock }: LifecycleFixture, reportId: string) => {
  const clocks = (await state(reportId)).clocks.filter(({ clock: name }) => name === 'overall');
  return clocks.map((one) => ({ due: one.due?.day, verdicts: verdictsOf(one, clock.now()) }));
};
