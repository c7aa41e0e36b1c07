import { percentilesOf } from '../percentiles.ts';

/**
 * Asks a host for several addresses in turn, each as often, so that a slow moment of the machine slows all of them, and prints how long each took
 * until the whole answer was there: `node page-load.ts <host> <times> <path> …`. Under `/v1` it asks as an operator with a token, elsewhere as one who
 * signed in on the console.
 */

export interface PageLoaded {
  readonly path: string;
  readonly median: number;
  readonly p99: number;
  readonly most: number;
  readonly bytes: number;
}

const warmUps = 10;
const [host = '', times = '', ...paths] = process.argv.slice(2);

const signedIn = await fetch(`${host}/console/sign-in/development`, {
  method: 'POST',
  redirect: 'manual',
  headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
  body: new URLSearchParams({ as: 'operator:o-1' }),
});
const cookie = signedIn.headers
  .getSetCookie()
  .map((one) => one.split(';', 1)[0])
  .join('; ');

/** @returns how many bytes came */
const ask = async (path: string): Promise<number> => {
  const headers = path.startsWith('/v1') ? { authorization: 'Bearer dev:operator:o-1' } : { cookie };
  const answer = await fetch(host + path, { headers, redirect: 'manual' });
  const { byteLength } = await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`${answer.status} for ${path}`);
  return byteLength;
};

const took = paths.map((path) => ({ path, milliseconds: [] as number[], bytes: 0 }));
for (let n = -warmUps; n < Number(times); n++)
  for (const one of took) {
    const started = performance.now();
    one.bytes = await ask(one.path);
    if (n >= 0) one.milliseconds.push(performance.now() - started);
  }
const loaded: readonly PageLoaded[] = took.map(({ path, milliseconds, bytes }) => ({
  path,
  bytes,
  ...percentilesOf(milliseconds),
}));
process.stdout.write(JSON.stringify(loaded));
