import { cpus, platform, release, totalmem } from 'node:os';

/** The machine that the figures are true of. */
export const machine = (): string => {
  const processors = cpus();
  const gibibytes = Math.round(totalmem() / 1024 ** 3);
  const model = processors[0]?.model.trim() || 'unknown processor';
  const options = process.env.NODE_OPTIONS ? ` with ${process.env.NODE_OPTIONS}` : '';
  return `${model}, ${processors.length} cores, ${gibibytes} GiB memory, Node ${process.versions.node}${options}, ${platform()} ${release()}`;
};
