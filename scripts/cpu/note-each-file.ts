// Vitest loads this before each spec file when `npm run cpu` runs the tests: it notes what CPU the file took.
import { appendFileSync } from 'node:fs';
import { afterAll, expect } from 'vitest';
import { cpuSeconds } from './seconds.ts';

const before = cpuSeconds();

// The first hook that is set runs last: what the spec cleans up after itself is counted.
afterAll(() => {
  const notes = process.env.CPU_NOTES;
  if (notes === undefined) return;
  const { testPath: file } = expect.getState();
  appendFileSync(notes, `${JSON.stringify({ file, seconds: cpuSeconds() - before })}\n`);
});
