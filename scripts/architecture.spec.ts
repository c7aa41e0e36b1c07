import { globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = fileURLToPath(new URL('..', import.meta.url));
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
const page = text('docs/explanation/architecture.md');

interface Picture {
  readonly names: readonly string[];
  readonly arrows: readonly string[];
}

/** The names and the arrows (`from -> to`) of a Mermaid picture; what is said on an arrow is left out. */
const pictureOf = (name: string): Picture => {
  const drawn =
    page.match(new RegExp(`<!-- picture: ${name} -->\n\`\`\`mermaid\n([\\s\\S]*?)\`\`\``))?.[1] ?? '';
  const arrows = [...drawn.matchAll(/^\s*([\w-]+) --?>(?:\|[^|]*\|)? ([\w-]+)$/gm)].map(
    ([, from, to]) => `${from} -> ${to}`,
  );
  const alone = [...drawn.matchAll(/^\s*(?:subgraph )?([\w-]+)(?:\[[^\]]*\])?$/gm)].map(
    ([, one = '']) => one,
  );
  const names = new Set([
    ...alone.filter((one) => one !== 'end'),
    ...arrows.flatMap((arrow) => arrow.split(' -> ')),
  ]);
  return { names: [...names].toSorted(), arrows: arrows.toSorted() };
};

const foldersIn = (path: string): readonly string[] =>
  readdirSync(join(root, path), { withFileTypes: true })
    .filter((one) => one.isDirectory())
    .map(({ name }) => name)
    .toSorted();

const Manifest = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
});

const importsOf = (path: string): readonly string[] =>
  [...text(path).matchAll(/(?:from|import) '(\.[^']+)'/g)].map(([, to = '']) =>
    normalize(join(dirname(path), to)),
  );

/** Which room of a folder a path is in; undefined for a file that is in none. */
const roomIn = (folder: string, path: string): string | undefined => {
  const [room, inside] = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1).split('/') : [];
  return inside === undefined ? undefined : room;
};

/** The arrows between the rooms of a folder, as the files import each other; what tests import is not counted. */
const arrowsIn = (folder: string): readonly string[] => {
  const arrows = new Set<string>();
  for (const path of globSync(`${folder}/**/*.ts`, { cwd: root, exclude: ['**/*.spec.ts'] })) {
    const from = roomIn(folder, path);
    for (const imported of importsOf(path)) {
      const to = roomIn(folder, imported);
      if (from !== undefined && to !== undefined && from !== to) arrows.add(`${from} -> ${to}`);
    }
  }
  return [...arrows].toSorted();
};

const endsOf = (arrow: string): readonly [string, string] => {
  const [from = '', to = ''] = arrow.split(' -> ');
  return [from, to];
};

/** Arrows that are part of a circle, or that lead to one: what is left when whatever needs nothing more is taken away. */
const inCircles = (arrows: readonly string[]): readonly string[] => {
  const needing = new Set(arrows.map((arrow) => endsOf(arrow)[0]));
  const left = arrows.filter((arrow) => needing.has(endsOf(arrow)[1]));
  return left.length === arrows.length ? left : inCircles(left);
};

/** Without the arrows that others make up for: of a to b, b to c and a to c, the last. There must be no circle. */
const reduced = (arrows: readonly string[]): readonly string[] => {
  const reachedFrom = (room: string): readonly string[] =>
    arrows.flatMap((arrow) => {
      const [from, to] = endsOf(arrow);
      return from === room ? [to, ...reachedFrom(to)] : [];
    });
  return arrows.filter((arrow) => {
    const [from, to] = endsOf(arrow);
    const others = arrows.map(endsOf).filter(([start, next]) => start === from && next !== to);
    return !others.some(([, next]) => reachedFrom(next).includes(to));
  });
};

describe('the rooms', () => {
  it.each([
    'packages/cli/src',
    'packages/console/src',
    'packages/core/src',
    'packages/core/src/engine',
    'packages/eventstoredb/src',
    'packages/evidence/src',
    'packages/exports/src',
    'packages/http/src',
    'packages/identity/src',
    'packages/sqlite/src',
    'packages/sqlite/src/read-models',
    'packages/transparency/src',
  ])('of %s import each other in no circle', (folder) => {
    expect(inCircles(arrowsIn(folder))).toEqual([]);
  });
});

describe('the screens of the console', () => {
  it('take nothing from each other, but for the front page, which shows what others have: what they share is in a room of its own', () => {
    const folder = 'packages/console/src/screens';
    expect(arrowsIn(folder).filter((arrow) => !arrow.startsWith('front -> '))).toEqual([]);
  });
});

describe('the pictures of the architecture', () => {
  it('draw every package, and which packages each needs', () => {
    const packages = foldersIn('packages');
    const needs = packages.flatMap((name) => {
      const { dependencies, peerDependencies } = Manifest.parse(
        JSON.parse(text(`packages/${name}/package.json`)),
      );
      return Object.keys({ ...dependencies, ...peerDependencies })
        .filter((needed) => needed.startsWith('@phananh/'))
        .map((needed) => `${name} -> ${needed.slice('@phananh/'.length)}`);
    });
    const { names, arrows } = pictureOf('packages');
    expect(names).toEqual(packages);
    expect(arrows).toEqual(needs.toSorted());
  });

  it.each([
    ['core', 'packages/core/src'],
    ['engine', 'packages/core/src/engine'],
    ['eventstoredb', 'packages/eventstoredb/src'],
    ['sqlite', 'packages/sqlite/src'],
    ['read models', 'packages/sqlite/src/read-models'],
  ])('draw every room of %s, and each arrow between rooms that there is', (name, folder) => {
    const { names, arrows } = pictureOf(name);
    expect(names).toEqual(foldersIn(folder));
    expect(arrows).toEqual(arrowsIn(folder));
  });

  // They have three times as many arrows as those above: a picture of all of them shows nothing.
  it.each([
    ['cli', 'packages/cli/src'],
    ['http', 'packages/http/src'],
  ])('draw every room of %s, and each arrow that others do not make up for', (name, folder) => {
    const { names, arrows } = pictureOf(name);
    expect(names).toEqual(foldersIn(folder));
    expect(arrows).toEqual(reduced(arrowsIn(folder)));
  });

  it('draw every thread', () => {
    const started = globSync('packages/*/src/**/*.ts', { cwd: root }).flatMap((path) =>
      [...text(path).matchAll(/'(phananh-[a-z]+)'/g)].map(([, name = '']) => name),
    );
    const { names } = pictureOf('threads');
    expect(names.filter((name) => name.startsWith('phananh-'))).toEqual([...new Set(started)].toSorted());
  });
});

describe('the machinery of read models', () => {
  it.each(['building', 'declared', 'parked', 'reading', 'threads', 'timers'])(
    'names nothing of reports in its room %s: no table, no event, no type',
    (room) => {
      const folder = `packages/sqlite/src/read-models/${room}`;
      const named = globSync(`${folder}/**/*.ts`, { cwd: root, exclude: ['**/*.spec.ts'] }).flatMap(
        (path) => {
          const code = text(path).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
          // The counts of gaps are fields of the port, by the names that HTTP gives them.
          return [...code.matchAll(/\w*(?:report|case_|caseFacts)\w*/gi)].flatMap(([name]) =>
            /^(?:parked|deleted|missing)Reports$/.test(name) ? [] : [`${path}: ${name}`],
          );
        },
      );
      expect(named).toEqual([]);
    },
  );
});

describe('the glossary', () => {
  const rows = [
    ...text('docs/reference/glossary.md').matchAll(
      /^\| \*\*([^*]+)\*\* \| [^\n]* \| (?:`([^`]+)`|[^`|]*) \|$/gm,
    ),
  ];

  it('says of each term where it is', () => {
    const nowhere = rows.flatMap(([, term = '', place]) =>
      place === undefined || globSync(place, { cwd: root }).length > 0 ? [] : [`${term}: ${place}`],
    );
    expect(nowhere).toEqual([]);
  });

  it('holds terms, each once, in their order', () => {
    const terms = rows.map(([, term = '']) => term.toLowerCase());
    expect(terms.length).toBeGreaterThan(40);
    expect(terms).toEqual([...new Set(terms)].toSorted());
  });

  it('has every name of a room', () => {
    const known = text('docs/reference/glossary.md').toLowerCase();
    const rooms = [
      'packages/core/src/engine',
      'packages/sqlite/src/read-models',
      'packages/eventstoredb/src',
    ];
    for (const room of rooms.flatMap(foldersIn)) expect(known, room).toContain(`\`${room}/\``);
  });
});
