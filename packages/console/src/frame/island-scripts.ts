import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
// By its default: an older Node has not all of it, and could not say which Node is needed where a name is missing.
import nodeModule from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { type IslandName, islandNames } from './island.ts';
import { packedFile } from './packed.ts';

/** Where islands are, beside this folder: as they were written, or as the compiler left them where the package was packed. */
const folder = fileURLToPath(new URL('../islands/', import.meta.url));
const ending = extname(fileURLToPath(import.meta.url));

/** What islands import of packages: the file of each that browsers load. */
const libraries = {
  preact: ['preact', 'dist/preact.mjs'],
  htm: ['htm', 'dist/htm.mjs'],
  '@preact/signals-core': ['@preact/signals-core', 'dist/signals-core.mjs'],
  leaflet: ['leaflet', 'dist/leaflet.js'],
  pmtiles: ['pmtiles', 'dist/esm/index.js'],
  // What that unpacks with.
  fflate: ['fflate', 'esm/browser.js'],
} as const satisfies { readonly [specifier: string]: readonly [name: string, file: string] };

/** The looks that islands bring along. */
const styles: { readonly [I in IslandName]?: readonly [name: string, file: string] } = {
  map: ['leaflet', 'dist/leaflet.css'],
};

/** What a page with islands loads, and what its policy has to allow for it. */
export interface IslandScripts {
  /** Text of the element that says which address each name of a module has. */
  readonly importMap: string;
  /** Text of the element that begins the islands. */
  readonly loader: string;
  /** Hashes of both, as a policy has them. */
  readonly hashes: readonly string[];
  /** Addresses of what an island loads, so that all of it is asked for at once. */
  readonly modulesOf: (island: IslandName) => readonly string[];
  /** Addresses of the looks that an island brings along. */
  readonly stylesOf: (island: IslandName) => readonly string[];
}

interface Module {
  /** As files and other modules name it. */
  readonly name: string;
  readonly source: string;
  readonly isOurs: boolean;
}

const libraryModules = (): readonly Module[] =>
  Object.entries(libraries).map(([name, [of, file]]) => ({
    name,
    source: fileOfPackage(of, file),
    isOurs: false,
  }));

const fileOfPackage = (name: string, file: string): string => {
  const manifest = nodeModule.findPackageJSON(name, import.meta.url);
  if (manifest === undefined) throw new TypeError(`${name} is not installed`);
  return readFileSync(join(dirname(manifest), file), 'utf8');
};

const ownModules = (): readonly Module[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(ending) && !/\.(?:d|spec)\.ts$/.test(file))
    .toSorted()
    .map((file) => ({
      name: file.slice(0, -ending.length),
      source: readFileSync(join(folder, file), 'utf8'),
      isOurs: true,
    }));

/** What a browser is sent: without types, and without the note of a map that is not served. */
const asSent = ({ source, isOurs }: Module): string => {
  const code = isOurs && ending === '.ts' ? nodeModule.stripTypeScriptTypes(source) : source;
  return code.replace(/\/\/# sourceMappingURL=\S+\s*$/, '');
};

/** The names that a module imports as values. */
const importsOf = ({ source }: Module): readonly string[] =>
  [...source.matchAll(/^import (?!type\b)[^'"]*['"]([^'"]+)['"];$/gm)].map(([, name = '']) => name);

/**
 * Serves islands and what they import, each by an address that changes with any of them. In the repository types are stripped from a
 * module when it is first asked for.
 */
export const addIslandScripts = (app: FastifyInstance, base: string): IslandScripts => {
  const libraryFiles = libraryModules();
  const own = ownModules();
  const loader = ownNamed(own, 'loader');
  const all = [...libraryFiles, ...own.filter((one) => one !== loader)];
  const digest = hash('sha256', [loader, ...all].map(({ source }) => source).join('\n'), 'base64url').slice(
    0,
    12,
  );
  const fileOf = ({ name, isOurs }: Module): string =>
    isOurs ? name + ending : `${name.replace('@', '').replaceAll('/', '-')}.js`;
  const config = { permission: 'public', counted: 'never' } as const;
  for (const one of all) {
    const sendModule = packedFile(once(() => asSent(one)));
    app.get(`/assets/${digest}/${fileOf(one)}`, { config }, async (request, reply) =>
      sendModule(
        request,
        reply
          .type('text/javascript; charset=utf-8')
          .header('cache-control', 'public, max-age=31536000, immutable'),
      ),
    );
  }
  const addressOf = (one: Module): string => `${base}/assets/${digest}/${fileOf(one)}`;
  const importMap = JSON.stringify({
    imports: Object.fromEntries([
      ...libraryFiles.map((one) => [one.name, addressOf(one)]),
      ...islandNames.map((name) => [`islands/${name}`, addressOf(ownNamed(own, name))]),
    ]),
  });
  const named = new Map(all.map((one) => [one.isOurs ? `./${one.name}${ending}` : one.name, one] as const));
  const reachedFrom = (one: Module): readonly Module[] => [
    one,
    ...importsOf(one).flatMap((name) => {
      const other = named.get(name);
      return other === undefined ? [] : reachedFrom(other);
    }),
  ];
  const modules = new Map(
    islandNames.map((name) => [name, [...new Set(reachedFrom(ownNamed(own, name)).map(addressOf))]] as const),
  );
  const inPage = once(() => {
    const text = asSent(loader);
    return { text, hashes: [importMap, text].map(hashOf) };
  });
  const addressesOfStyles = new Map(
    Object.entries(styles).map(([island, [name, file]]) => {
      const text = fileOfPackage(name, file);
      const own = `/assets/${hash('sha256', text, 'base64url').slice(0, 12)}/${name}.css`;
      const sendLook = packedFile(() => text);
      app.get(own, { config }, async (request, reply) =>
        sendLook(
          request,
          reply
            .type('text/css; charset=utf-8')
            .header('cache-control', 'public, max-age=31536000, immutable'),
        ),
      );
      return [island, base + own] as const;
    }),
  );
  return {
    importMap,
    stylesOf: (island) => {
      const address = addressesOfStyles.get(island);
      return address === undefined ? [] : [address];
    },
    get loader() {
      return inPage().text;
    },
    get hashes() {
      return inPage().hashes;
    },
    modulesOf: (island) => modules.get(island) ?? [],
  };
};

const ownNamed = (own: readonly Module[], wanted: string): Module => {
  const one = own.find(({ name }) => name === wanted);
  if (one === undefined) throw new TypeError(`there is no ${wanted} in ${folder}`);
  return one;
};

const hashOf = (text: string): string => `'sha256-${hash('sha256', text, 'base64')}'`;

/** Made when it is first needed. */
const once = <Value>(make: () => Value): (() => Value) => {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};
