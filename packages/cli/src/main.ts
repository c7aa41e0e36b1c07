#!/usr/bin/env node
// Imports nothing before it knows that this Node can load it.
try {
  await import('@phananh/core/demand-node');
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
await import('./entry/start.ts');
