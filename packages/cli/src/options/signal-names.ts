import { type GamingSignalName, gamingSignals } from '@phananh/core/read-models';
import { InvalidArgumentError } from 'commander';

// The keys of the table.
export const signalNames = Object.keys(gamingSignals) as GamingSignalName[];

export const signalsOption = (text: string): readonly GamingSignalName[] => {
  const given = text.split(',').map((name) => name.trim());
  const known = signalNames.filter((name) => given.includes(name));
  if (given.some((name) => !signalNames.some((known) => known === name)))
    throw new InvalidArgumentError(`signals are ${signalNames.join(', ')}`);
  return known;
};
