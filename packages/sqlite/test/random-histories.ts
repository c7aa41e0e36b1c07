import { reportWorkflow } from '@phananh/core/reports';
import { type LifecycleFixture, likelyCommands } from '@phananh/core/testing';
import fc from 'fast-check';

/** Those whose events change no earlier ones: whoever is handed event by event cannot read a report anew. */
const commands = likelyCommands.filter((command) => command !== 'keep-text');

/** Something that somebody tries with one of some reports, after a while. */
export const step = fc.record({
  report: fc.nat(3),
  command: fc.constantFrom(...commands),
  hours: fc.integer({ min: 0, max: 72 }),
});

/** By which of the reports is tried: with none, one and two. */
const labels = [['mưa bão', 'trường học'], [], ['mưa bão'], ['trường học']] as const;

/** Tries it all; what is refused is left out. */
export const play = async (
  lifecycle: LifecycleFixture,
  reportIds: readonly string[],
  steps: readonly { report: number; command: (typeof likelyCommands)[number]; hours: number }[],
): Promise<void> => {
  for (const { report, command, hours } of steps) {
    lifecycle.clock.advance(hours * 3_600_000);
    const input =
      command === 'verify'
        ? { ...reportWorkflow.commands.verify.example, labels: labels[report] ?? [] }
        : undefined;
    await lifecycle.give(reportIds[report % reportIds.length] ?? '', command, input).catch(() => {});
  }
};
