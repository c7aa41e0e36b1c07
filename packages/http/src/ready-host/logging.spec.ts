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

it('a log line does not quote what could not be parsed', () => {
  const lines: string[] = [];
  const { logger } = hostLogger({ destination: { write: (line) => lines.push(line) } });
  const parsed = (text: string) => {
    try {
      return JSON.parse(text);
    } catch (error) {
      return error;
    }
  };
  const cause = parsed('{"text": Nguyễn}');
  expect(String(cause)).toContain('Nguyễn');
  logger.error({ err: cause });
  logger.error({ err: new Error('the event at position 7 is not JSON', { cause }) });
  expect(lines.join('')).not.toContain('Nguyễn');
  expect(lines.join('')).toContain('SyntaxError');
  expect(lines.join('')).toContain('position 7');
});
