import { expect, it } from 'vitest';
import { introductionTo, tagsOf } from './introduction.ts';

const permit = ['permit', 'A building permit.'] as const;

it('says what the workflows of a host are, and nothing of reports where it has none', () => {
  expect(introductionTo(new Map([permit]))).toMatch(/^A building permit\.\n\n- \*\*Who you are/);
  expect(introductionTo(new Map([['report', 'x'], ['agency', 'y'], permit]))).toMatch(
    /^Reports of citizens, .* A building permit\.\n/,
  );
  expect(introductionTo(new Map())).toMatch(/^- \*\*Who you are/);
  expect(tagsOf(['permit', 'health'], new Map([permit]))).toEqual([
    { name: 'permit', description: 'A building permit.' },
    { name: 'health', description: 'Whether the host works, and how.' },
  ]);
});
