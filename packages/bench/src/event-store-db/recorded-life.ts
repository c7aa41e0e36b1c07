import { createReports, huePolicy, type NewEvent } from '@phananh/core';
import { memoryEventStore } from '@phananh/core/testing';
import { actors, inputs } from '../contenders/inputs.ts';
import { lifecycle } from '../runner/contender.ts';

/** The events of one report from its submission to its publication, one an append, for who appends without deciding. */
export const recordedLife = async (): Promise<readonly NewEvent[]> => {
  const store = memoryEventStore();
  const { handler, agencies } = createReports({ store, policy: huePolicy });
  const agency = { agencyId: 'agency-hue-lighting', name: 'Hue lighting', kind: 'government' };
  await agencies.handler.create('register', agency, { actor: actors.verify });
  const [first, ...others] = lifecycle;
  const { id } = await handler.create(first, inputs[first], { actor: actors[first] });
  for (const step of others) await handler.execute(id, step, inputs[step], { actor: actors[step] });
  const events = await Array.fromAsync(store.readStream(`report-${id}`));
  return events.map(({ type, version, data, metadata: { recordedAt: _, ...metadata } }) => ({
    id: '',
    type,
    version,
    data,
    metadata,
  }));
};
