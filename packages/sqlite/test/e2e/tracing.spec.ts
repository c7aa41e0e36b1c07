import { join } from 'node:path';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { citizen, createReports, huePolicy, operator } from '@phananh/core';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it, onTestFinished } from 'vitest';
import { readModels, sqliteEventStore } from '../../src/index.ts';

// In a process of its own: what traces is bound to the first provider that a process registers, and another spec may have registered one.
it('whoever has registered an SDK sees a command, its append and the projections of it, and nothing that somebody wrote', async () => {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  onTestFinished(() => {
    trace.disable();
    context.disable();
  });
  const store = await sqliteEventStore(join(inTemporaryDirectory(), 'log.db'));
  const reports = createReports({ store, policy: huePolicy });
  const models = readModels(':memory:', { policy: huePolicy });
  const actor = citizen('c-secret');
  const { reportId } = await reports.submit(
    { text: 'Đèn đường hỏng CANARY', location: { lat: 16.46, lng: 107.59 } },
    { actor },
  );
  await reports.rate(reportId, { grade: 'satisfied' }, { actor }).catch(() => {});
  await reports.handler.execute(reportId, 'nonsense-CANARY', {}, { actor: operator('o-1') }).catch(() => {});
  await models.catchUp(store);
  await models.close();
  await store.close();

  const spans = exporter.getFinishedSpans();
  const named = (name: string) => spans.filter((span) => span.name === name);
  const [submitted, rated] = named('phananh.command');
  expect(submitted?.attributes).toEqual({ 'phananh.workflow': 'report', 'phananh.command': 'submit' });
  const [append] = named('phananh.append');
  expect(append?.attributes).toEqual({ 'phananh.events': 1 });
  expect(append?.parentSpanContext?.spanId).toBe(submitted?.spanContext().spanId);
  // A refusal is told by its code.
  expect(rated?.attributes['error.type']).toMatch(/^[a-z-]+$/);
  const projections = named('phananh.projection').map(({ attributes }) => attributes['phananh.projection']);
  expect(projections.length).toBeGreaterThan(0);
  const said = JSON.stringify(
    spans.map(({ name, attributes, status, events }) => ({ name, attributes, status, events })),
  );
  for (const word of ['CANARY', 'c-secret', reportId]) expect(said).not.toContain(word);
});
