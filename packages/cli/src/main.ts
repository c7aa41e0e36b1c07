#!/usr/bin/env node
import { enableCompileCache, getCompileCacheDir } from 'node:module';

// Before anything else is loaded: sources that were compiled once are not compiled again, which halves the start.
enableCompileCache();
// For the threads too: they read it when they start.
const cache = getCompileCacheDir();
if (cache !== undefined) process.env.NODE_COMPILE_CACHE ??= cache;
const { run } = await import('./run.ts');
process.exitCode = await run();
