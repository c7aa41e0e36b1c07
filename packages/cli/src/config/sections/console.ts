import { z } from 'zod';
import { filePath, secretFile } from '../kinds.ts';
import type { AuthSettings } from './auth.ts';

const SignIn = z.strictObject({
  issuer: z.string().min(1).describe('one of auth.issuers, by its issuer'),
  label: z
    .string()
    .min(1)
    .max(60)
    .optional()
    .describe('what its button says; default the host of the issuer'),
  clientId: z
    .string()
    .min(1)
    .describe('what the issuer knows the console by; it leads back to <address>/console/sign-in/callback'),
  clientSecretFile: secretFile(
    'a file with the secret of that client; absent for a public client, which PKCE alone protects',
  ).optional(),
  scope: z.string().min(1).default('openid').describe('what is asked for'),
  resource: z
    .string()
    .min(1)
    .optional()
    .describe('for whom the access token is to be (RFC 8707), where the issuer wants to be told'),
});

const BaseMap = z
  .strictObject({
    areasFile: filePath(
      'a GeoJSON file with the boundaries of areas, such as wards; one with `code` and `name`, and `nameEn`, names the area of that code on every page',
    ).optional(),
    attribution: z
      .string()
      .min(1)
      .max(300)
      .optional()
      .describe('whose base map it is; stands on the map, and is needed for one'),
    deepestZoom: z
      .int()
      .min(1)
      .max(22)
      .optional()
      .describe('the closest zoom that `tiles` has pictures of; default 19'),
    tiles: z
      .string()
      .min(1)
      .optional()
      .describe(
        'pictures of a base map on another host, https://… with {z}, {x} and {y}; browsers ask that host, which the policy of pages with maps then names',
      ),
    tilesFile: filePath('a PMTiles file with pictures, which this host serves').optional(),
  })
  .prefault({})
  .describe('What lies beneath reports on maps. Without `tiles` and `tilesFile` there is no base map.');

const Names = z.strictObject({
  en: z.string().min(1).max(100).describe('in English'),
  vi: z.string().min(1).max(100).describe('in Vietnamese'),
});

const Labels = z
  .strictObject({
    areas: z
      .record(z.string().min(1).max(100), Names)
      .optional()
      .describe('areas, such as wards, by their code; their names come before those of `map.areasFile`'),
    categories: z
      .record(z.string().min(1).max(100), Names)
      .optional()
      .describe(
        'all categories, by their code: forms offer no other; default names of common ones, as suggestions',
      ),
  })
  .optional()
  .describe('What categories and areas are called on the pages, in both languages.');

export const console = z
  .strictObject({
    enabled: z.boolean().default(true).describe('serves the pages under `/console`; `/` leads there'),
    environment: z
      .string()
      .min(1)
      .max(60)
      .optional()
      .describe(
        'what this installation is called where it is none for real work, such as test: stands at the top of every page',
      ),
    idleMinutes: z
      .int()
      .min(1)
      .max(1440)
      .default(60)
      .describe('a session ends after so long without a request'),
    labels: Labels,
    map: BaseMap,
    signIn: z
      .array(SignIn)
      .default([])
      .describe('issuers by which people sign in on the pages, by code and PKCE'),
    totalHours: z.int().min(1).max(168).default(10).describe('and after so long in all'),
  })
  .prefault({})
  .describe('The pages that people look at.');

export const consoleContradictions = ({
  console: { signIn, map },
  auth,
}: {
  readonly console: z.output<typeof console>;
  readonly auth: AuthSettings;
}): readonly string[] => [
  ...mapContradictions(map),
  ...signIn.flatMap(({ issuer }) =>
    auth.issuers.some((one) => one.issuer === issuer)
      ? []
      : [`console.signIn has ${issuer}, which is none of auth.issuers`],
  ),
];

export type MapSettings = z.output<typeof BaseMap>;

const mapContradictions = ({
  tiles,
  tilesFile,
  attribution,
  deepestZoom,
}: MapSettings): readonly string[] => [
  ...(tiles !== undefined && tilesFile !== undefined
    ? ['console.map has tiles and tilesFile: a map has one base map']
    : []),
  ...((tiles ?? tilesFile) !== undefined && attribution === undefined
    ? ['console.map has a base map and no attribution: whose is it?']
    : []),
  ...(deepestZoom !== undefined && tiles === undefined
    ? ['console.map has deepestZoom without tiles: a file says itself how close it goes']
    : []),
];
