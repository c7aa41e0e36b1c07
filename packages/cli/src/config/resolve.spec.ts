import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leaves } from './leaves.ts';
import { resolveSettings, type Sources } from './resolve.ts';

const fileOf = (text: string, name = 'phananh.jsonc'): string => {
  const path = join(inTemporaryDirectory(), name);
  writeFileSync(path, text);
  return path;
};

const resolved = ({ flags = new Map(), environment = {}, file, ...others }: Partial<Sources> = {}) =>
  resolveSettings({ flags, environment, file, ...others });

const faultsOf = (text: string): string => {
  const path = fileOf(text);
  try {
    resolved({ file: path });
  } catch (error) {
    return String(error).replaceAll(path, 'FILE');
  }
  return '';
};

describe('a setting has the value of', () => {
  /** Of each source another value, so that a mistaken order shows. */
  const ports = { flag: 1, environment: 2, file: 3, default: 3000 } as const;

  it('the flag, else the environment, else the file, else the default, and says of which', () => {
    const given = fc.subarray(['flag', 'environment', 'file'] as const);
    fc.assert(
      fc.property(given, (sources) => {
        const has = (one: (typeof sources)[number]): boolean => sources.includes(one);
        const { settings, origins } = resolved({
          flags: new Map(has('flag') ? [['listen.port', ports.flag]] : []),
          environment: has('environment') ? { PHANANH_LISTEN_PORT: String(ports.environment) } : {},
          file: has('file') ? fileOf(`// of the host\n{\n"listen": {"port": ${ports.file}} }`) : undefined,
        });
        const nearest = sources[0] ?? 'default';
        expect(settings.listen.port).toBe(ports[nearest]);
        expect(origins.get('listen.port')).toMatchObject({
          from: nearest,
          ...(nearest === 'file' && { line: 3 }),
          ...(nearest === 'flag' && { flag: '--port' }),
        });
        // Others of its section are left alone.
        expect(settings.listen.host).toBe('127.0.0.1');
        expect(origins.get('listen.host')).toEqual({ from: 'default' });
      }),
    );
  });

  it('package.json for workflows, behind the file', () => {
    const workflowsOfPackage = './w.js';
    expect(resolved({ workflowsOfPackage }).origins.get('workflows')).toEqual({ from: 'package.json' });
    const file = fileOf('{"workflows":"/x.js"}');
    expect(resolved({ workflowsOfPackage, file }).settings.workflows).toBe('/x.js');
  });

  it('the environment, of whatever type it is; an empty variable is none', () => {
    const { settings } = resolved({
      environment: {
        PHANANH_TIMERS: 'false',
        PHANANH_CALENDARS: 'a.json, b.json',
        PHANANH_LOG_LEVEL: 'info',
        PHANANH_STORE: 'sqlite:x.db',
        PHANANH_LIMITS_BODY_BYTES: '2048',
        PHANANH_LISTEN_HOST: '',
      },
    });
    expect(settings).toMatchObject({
      timers: false,
      calendars: ['a.json', 'b.json'],
      log: { level: 'info' },
      store: { scheme: 'sqlite', path: 'x.db' },
      limits: { bodyBytes: 2048 },
      listen: { host: '127.0.0.1' },
    });
    expect(resolved({ environment: { PHANANH_CALENDARS: '["a,b.json"]' } }).settings.calendars).toEqual([
      'a,b.json',
    ]);
  });
});

describe('what cannot be is refused', () => {
  it('every fault of a file at once, with its place and line', () => {
    expect(
      faultsOf(
        '{\n"lisen": {},\n"listen": { "port": "4",\n"host": "::1",\n"host": "::", "no": 1 },\n"limits": {"exports": 0},\n"store": "redis:x" }',
      ).split('\n'),
    ).toEqual([
      expect.stringContaining('FILE'),
      '  line 2: /lisen is not a known setting',
      '  line 3: /listen/port is not a number',
      '  line 5: /listen/host stands twice in its object',
      '  line 5: /listen/no is not a known setting',
      '  line 6: /limits/exports is less than 1',
      expect.stringMatching(/line 7: \/store … is not a store/),
    ]);
    for (const key of ['__proto__', 'constructor'])
      expect(faultsOf(`{"${key}": {"listen": 1}}`)).toContain(`/${key} is not a known setting`);
    expect(faultsOf('{"a"')).toContain('line 1:  is no JSON');
    expect(faultsOf('[]')).toContain('line 1: / is not an object');
    expect(() => resolved({ file: '/nowhere/x.jsonc' })).toThrow('cannot be read');
  });

  it('of a variable by its name, and a file though a flag is put over it', () => {
    expect(() => resolved({ environment: { PHANANH_LISTEN_PORT: '99999' } })).toThrow(
      'PHANANH_LISTEN_PORT is more than 65535',
    );
    expect(() => resolved({ environment: { PHANANH_TIMERS: 'no' } })).toThrow(
      'PHANANH_TIMERS is not true or false',
    );
    const file = fileOf('{"listen":{"port":-1}}');
    expect(() => resolved({ file, flags: new Map([['listen.port', 1]]) })).toThrow('/listen/port');
  });
});

describe('paths', () => {
  it('in a file are of its folder, and no others', () => {
    const file = fileOf(
      '{"store":"sqlite:data/x.db","readModels":"r.db","calendars":["/abs.json","c.json"],"workflows":"file:///w.js"}',
    );
    const folder = file.replace(/\/[^/]*$/, '');
    expect(resolved({ file }).settings).toMatchObject({
      store: { scheme: 'sqlite', path: join(folder, 'data/x.db') },
      readModels: join(folder, 'r.db'),
      calendars: ['/abs.json', join(folder, 'c.json')],
      workflows: 'file:///w.js',
    });
    expect(resolved({ file: fileOf('{"store":"esdb://host"}') }).settings.store).toEqual({
      scheme: 'esdb',
      connectionString: 'esdb://host',
    });
    expect(resolved({ environment: { PHANANH_POLICY: 'p.json' } }).settings.policy).toBe('p.json');
  });

  it('to a file with the address of the store count where they stand, and not beside an address', () => {
    const file = fileOf('{"storeFile":"secrets/store"}');
    const secrets = file.replace(/[^/]*$/, 'secrets');
    mkdirSync(secrets);
    writeFileSync(join(secrets, 'store'), 'esdb://a:b@host\n');
    const ofFile = { scheme: 'esdb', connectionString: 'esdb://a:b@host' };
    expect(resolved({ file }).settings.store).toEqual(ofFile);
    const environment = { PHANANH_STORE: 'sqlite:x.db' };
    expect(resolved({ file, environment }).settings.store).toEqual({ scheme: 'sqlite', path: 'x.db' });
    const both = { ...environment, PHANANH_STORE_FILE: join(secrets, 'store') };
    expect(() => resolved({ environment: both })).toThrow('exclude each other');
    expect(() => resolved({ environment: { PHANANH_STORE_FILE: '/nowhere' } })).toThrow('cannot be read');
    writeFileSync(join(secrets, 'store'), 'postgres://a:b@host\n');
    expect(() => resolved({ file })).toThrow(
      expect.objectContaining({ code: 'invalid-config', message: expect.stringContaining('storeFile') }),
    );
  });
});

it('every setting has a variable of its own, and says what it is', () => {
  expect(new Set(leaves.map(({ variable }) => variable)).size).toBe(leaves.length);
  for (const { name, description } of leaves) expect(description, name).not.toBe('');
});
