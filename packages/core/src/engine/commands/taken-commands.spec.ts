import { expect, test } from 'vitest';
import type { EventMetadata } from '../log/envelope.ts';
import { type TakenCommands, takenCommand, takingCommands } from './taken-commands.ts';

const by = (commandId: string): EventMetadata => ({
  actor: { kind: 'operator', id: 'o-3' },
  commandId,
  commandDigest: `digest of ${commandId}`,
  correlationId: commandId,
  causationId: null,
  occurredAt: '2026-03-02T02:00:00.000Z',
});

test('a command stays known however many come after it, and those that a snapshot has do not change', () => {
  let commands: TakenCommands | undefined;
  for (let revision = 0; revision < 1000; revision++) {
    const before = commands;
    commands = takingCommands(before)(by(`c-${revision}`), revision);
    expect(takenCommand(before, `c-${revision}`)).toBeUndefined();
    expect(commands.recent.length).toBeLessThanOrEqual(64);
  }
  for (let revision = 0; revision < 1000; revision++) {
    expect(takenCommand(commands, `c-${revision}`)).toEqual({
      commandId: `c-${revision}`,
      digest: `digest of c-${revision}`,
      firstRevision: revision,
      lastRevision: revision,
    });
  }
});

test('of a stream that is read whole, the commands of all its events are known', () => {
  const take = takingCommands(undefined);
  const ids = Array.from({ length: 300 }, (_, number) => `c-${number}`);
  let commands: TakenCommands | undefined;
  for (const [number, id] of ids.entries()) {
    commands = take(by(id), 2 * number);
    take(by(id), 2 * number + 1);
    expect(commands.recent.length).toBeLessThanOrEqual(64);
  }
  for (const [number, id] of ids.entries()) {
    expect(takenCommand(commands, id)).toMatchObject({
      firstRevision: 2 * number,
      lastRevision: 2 * number + 1,
    });
  }
});

test('the events of one command are one entry, across a snapshot too', () => {
  const first = takingCommands(undefined)(by('c'), 0);
  const second = takingCommands(first)(by('c'), 1);
  expect(takenCommand(first, 'c')).toMatchObject({ firstRevision: 0, lastRevision: 0 });
  expect(takenCommand(second, 'c')).toMatchObject({ firstRevision: 0, lastRevision: 1 });
});
