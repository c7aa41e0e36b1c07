import { withoutSecrets } from '@phananh/core/engine';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { type LogFn, type Logger, pino } from 'pino';
import { correlationIdOf } from '../workflow/command-headers.ts';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

export interface LogOptions {
  /** Default `info`. */
  readonly level?: LogLevel;
  /** Level of the line that each request gets. Default `info`. */
  readonly requestLevel?: LogLevel;
  /** Where lines go. Default: standard output, written beside the requests rather than in them. */
  readonly destination?: { write(line: string): void };
}

/** Names under which credentials and personal data could stand in what somebody logs. */
const secretNames = [
  'authorization',
  'cookie',
  'contact',
  'text',
  'address',
  'phone',
  'email',
  'trackingCode',
];
const secretPaths = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

export interface HostLogger {
  readonly logger: FastifyBaseLogger;
  /** For lines that hold nothing to leave out, because looking for it costs more than the line. */
  readonly plain: FastifyBaseLogger;
  /** Writes what is still in memory. */
  readonly flush: () => void;
}

/** A pino logger that leaves out credentials and personal fields, wherever in the first levels they stand. */
export const hostLogger = ({ level = 'info', destination }: LogOptions): HostLogger => {
  const standardOutput = destination === undefined ? pino.destination({ dest: 1, sync: false }) : undefined;
  const redact = { paths: secretPaths, censor: '[redacted]' };
  const serializers = { err: describeError };
  const stream = destination ?? standardOutput;
  return {
    logger: pino({ level, serializers, redact, hooks: { logMethod: shown } }, stream),
    plain: pino({ level, serializers }, stream),
    flush: () => {
      try {
        standardOutput?.flushSync();
      } catch {
        // Not open yet: nothing was written that could be lost.
      }
    },
  };
};

/** What is said in words may be what another program said; a line without any gets those of its error from pino. */
function shown(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
  const given: readonly unknown[] = args;
  const [about] = given;
  const error = typeof about === 'object' && about !== null && 'err' in about ? about.err : about;
  const clean = given.map((arg) => (typeof arg === 'string' ? withoutSecrets(arg) : arg));
  const words = error instanceof Error && given.length === 1 ? [messageOf(error)] : [];
  // As many as were given, and texts for texts.
  method.apply(this, [...clean, ...words] as Parameters<LogFn>);
}

/** Stack and code, not the other properties: an error can carry what it was about. */
const describeError = (error: unknown) =>
  error instanceof Error
    ? {
        type: error.name,
        message: messageOf(error),
        // It begins with the message.
        stack: error.stack && withoutSecrets(error.stack.replace(error.message, () => messageOf(error))),
        cause: describeCause(error),
      }
    : { type: typeof error };

const describeCause = ({ cause }: Error): string | undefined =>
  cause instanceof Error ? `${cause.name}: ${messageOf(cause)}` : undefined;

/** V8 quotes the text that it cannot parse, and texts of events name persons. */
const messageOf = (error: Error): string =>
  error instanceof SyntaxError ? 'what cannot be parsed is not shown' : withoutSecrets(error.message);

/** One line a request: the route as it is declared, not its address, which may hold a tracking code. */
export const logRequests = (app: FastifyInstance, plain: FastifyBaseLogger, level: LogLevel): void => {
  if (level === 'silent') return;
  app.addHook('onResponse', (request, reply, done) => {
    plain[level]({
      requestId: request.id,
      correlationId: correlationIdOf(request),
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime * 10) / 10,
      actorKind: request.actor?.kind ?? null,
    });
    done();
  });
};
