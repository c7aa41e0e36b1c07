import { buildVerifyPage } from './packages/verify-page.ts';

/** `npm run verify-page [-- <file>]`: makes the page that verifies bundles, and says where it is. */
process.stdout.write(`${buildVerifyPage(process.argv[2])}\n`);
