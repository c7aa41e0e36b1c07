import { huePolicy } from '@phananh/core';
import { instantOf } from '@phananh/core/engine';
import type { ReportCommandName } from '@phananh/core/reports';
import { lifecycleFixture, people } from '@phananh/core/testing';
import { sqliteEventStore } from '@phananh/sqlite';

const start = Date.parse('2023-09-04T02:00:00.000Z');
const ticksPerDay = 4;
const ticks = 3 * 365 * ticksPerDay;
const tickMilliseconds = 86_400_000 / ticksPerDay;
const agencies = 227;
const categories = 20;
const areas = 40;
const lanes = 128;

const places = [
  'đường Nguyễn Huệ',
  'đường Lê Lợi',
  'chợ Đông Ba',
  'cầu Trường Tiền',
  'phường Thuận Hòa',
  'kiệt 12 Bà Triệu',
];
const faults = [
  'Đèn đường hỏng',
  'Rác thải chưa thu gom',
  'Cống nghẹt, ngập nước',
  'Vỉa hè bị lấn chiếm',
  'Cây xanh ngã đổ',
];
// The lists have a value at each place.
const pick = <Value>(values: readonly Value[], n: number): Value => values[n % values.length] as Value;

/** Spreads consecutive numbers: the same every time. */
const scattered = (n: number): number => (n * 2_654_435_761) % 4_294_967_296;

/** What is done with the n-th report, and how many ticks after its submission. */
const lifeOf = (n: number): readonly (readonly [tick: number, command: ReportCommandName])[] => {
  const dice = scattered(n) % 100;
  const handled = dice < 45 ? 16 : dice < 80 ? 40 : 70;
  const extended = dice >= 45 && dice < 80;
  return [
    [2, 'verify'],
    [4, 'assign'],
    [5, 'accept'],
    ...(extended
      ? ([
          [12, 'request-extension'],
          [14, 'grant-extension'],
        ] as const)
      : []),
    ...(dice === 99
      ? []
      : ([
          [handled, 'resolve'],
          [handled + 2, 'publish'],
        ] as const)),
    ...(dice % 3 === 0 && dice !== 99 ? ([[handled + 8, 'rate']] as const) : []),
  ];
};

const inputOf = (n: number, command: ReportCommandName) => {
  if (command === 'verify')
    return { category: `category-${n % categories}`, priority: 'normal', procedure: 'ordinary' };
  return command === 'assign' ? { agencyId: `agency-${scattered(n) % agencies}` } : undefined;
};

/** Three years of reports in a store, made by the ordinary commands on a simulated clock; the same every time. */
export const makeThreeYears = async (path: string, reports: number): Promise<void> => {
  const lifecycle = await lifecycleFixture(instantOf(start), {
    policy: huePolicy,
    makeStore: (options) => sqliteEventStore(path, options),
  });
  for (let agency = 0; agency < agencies; agency++) {
    const kind = agency < 25 ? 'enterprise' : 'government';
    const agencyId = `agency-${agency}`;
    await lifecycle.reports.agencies.handler.create(
      'register',
      { agencyId, name: agencyId, kind },
      { actor: people.operator },
    );
  }
  const agenda = new Map<number, (() => Promise<unknown>)[]>();
  const at = (tick: number, act: () => Promise<unknown>): void => {
    const acts = agenda.get(tick);
    if (acts === undefined) agenda.set(tick, [act]);
    else acts.push(act);
  };
  const begin = (n: number, tick: number) => async (): Promise<void> => {
    const dice = scattered(n);
    const id = await lifecycle.submit({
      text: `${pick(faults, dice)} tại ${pick(places, n)}, số ${dice % 500}`,
      location: {
        lat: 16.4 + (dice % 1000) / 10_000,
        lng: 107.5 + (dice % 1777) / 10_000,
        areaCode: `area-${dice % areas}`,
      },
      channel: pick(['app', 'web', 'hotline'], n),
    });
    for (const [later, command] of lifeOf(n)) {
      const actor =
        command === 'resolve' || command === 'accept' || command === 'request-extension'
          ? { ...people.agency, agencyId: `agency-${scattered(n) % agencies}` }
          : undefined;
      at(tick + later, () => lifecycle.give(id, command, inputOf(n, command), actor));
    }
  };
  for (let n = 0; n < reports; n++) {
    const tick = Math.floor((n * ticks) / reports);
    at(tick, begin(n, tick));
  }
  for (let tick = 0; tick < ticks + 200; tick++) {
    lifecycle.clock.set(instantOf(start + tick * tickMilliseconds));
    const acts = agenda.get(tick) ?? [];
    agenda.delete(tick);
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let act = acts[next++]; act !== undefined; act = acts[next++]) await act();
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  }
  await lifecycle.reports.store.close();
};
