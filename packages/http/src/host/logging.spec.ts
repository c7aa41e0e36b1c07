import { expect, it } from 'vitest';
import { hostLogger } from './logging.ts';

it('a log line has no credentials and no personal fields, wherever in its first levels they stand', () => {
  const lines: string[] = [];
  const { logger } = hostLogger({ destination: { write: (line) => lines.push(line) } });
  logger.info({
    authorization: 'Bearer secret',
    headers: { authorization: 'Bearer secret', cookie: 'secret' },
    request: {
      headers: { authorization: 'Bearer secret' },
      body: { text: 'secret', contact: { phone: 'secret' } },
    },
    trackingCode: 'secret',
  });
  const error = Object.assign(new Error('visible'), { input: 'secret' });
  logger.error({ err: error });
  expect(lines.join('')).not.toContain('secret');
  expect(lines.join('')).toContain('visible');
});
