import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type HttpErrorCode, httpErrors } from '../errors/http-errors.ts';
import { problemMediaType } from '../errors/problem.ts';
import { statusOf } from '../errors/status.ts';

const codeOf = ({ code }: NodeJS.ErrnoException): HttpErrorCode => {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return 'headers-too-large';
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'request-timeout';
    default:
      return 'malformed-request';
  }
};

/** Answers what never became a request, because it is not HTTP or came too slowly, with a problem as well. */
export const answerClientError =
  (base: string) =>
  (error: NodeJS.ErrnoException, socket: Duplex): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
      socket.destroy();
      return;
    }
    const code = codeOf(error);
    const entry = httpErrors[code];
    const status = statusOf(entry);
    const problem = {
      type: `${base}/problems/${code}`,
      title: entry.title.en,
      status,
      code,
      detail: entry.help,
    };
    const body = JSON.stringify({ ...problem, instance: 'none' });
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      `content-type: ${problemMediaType}`,
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  };
