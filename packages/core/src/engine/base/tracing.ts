import { type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { PhananhError } from './errors.ts';

/**
 * Spans of OpenTelemetry, for whoever has registered an SDK in this process. Without one they are nothing, and nearly cost nothing.
 *
 * An attribute is the name of a workflow, a command or a projection, a number, or the code of an error: never an id, nor what somebody wrote.
 */
const tracer = trace.getTracer('phananh');

/** What a span says of its work. */
export interface SpanAttributes {
  readonly [name: string]: string | number;
}

/** Does a work within a span, which its own spans are below. */
export const traced = <T>(name: string, attributes: SpanAttributes, work: () => Promise<T>): Promise<T> =>
  tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      fail(span, error);
      throw error;
    } finally {
      span.end();
    }
  });

/** The same for a work that waits for nothing. */
export const tracedNow = <T>(name: string, attributes: SpanAttributes, work: () => T): T =>
  tracer.startActiveSpan(name, { attributes }, (span) => {
    try {
      return work();
    } catch (error) {
      fail(span, error);
      throw error;
    } finally {
      span.end();
    }
  });

/** By its code: a message can say what somebody wrote. */
const fail = (span: Span, error: unknown): void => {
  const code = error instanceof PhananhError ? error.code : 'internal';
  span.setAttribute('error.type', code);
  span.setStatus({ code: SpanStatusCode.ERROR, message: code });
};
