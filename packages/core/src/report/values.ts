import { z } from 'zod';
import { personal, sealedBeside, setOf, text } from '../engine/index.ts';
import { cutFields } from './place.ts';

/** The words that reports are made of, shared by commands and events. */

/** Of an officer of an agency: their actor id. */
export const OfficerId = z.string().regex(/^[\w.:@-]{1,200}$/, 'not the id of an actor');

/** Of a citizen: their actor id. */
export const CitizenId = personal(z.string().min(1).max(200));

export const ReportId = z.uuidv7().brand<'ReportId'>();
export type ReportId = z.output<typeof ReportId>;

export const AgencyId = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    'not an agency id: lower-case letters, digits and hyphens, at most 63',
  )
  .brand<'AgencyId'>();
export type AgencyId = z.output<typeof AgencyId>;

/** A name from a list that the province keeps: a category, an area, a procedure. */
export const Name = text(120);

const mostOfTyped = 60;
const typedForm = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} '’.()_-]*$/u;
/** Codes of wards have five. A telephone number, the number of an identity card and that of a plate with its series have more. */
const mostDigits = 5;

/**
 * Whether what somebody who is no officer typed can be a name from such a list. It stays in clear and outlives an erasure, because figures are
 * grouped by it: so it must not be where a telephone number, an address of any kind or a sentence is put.
 */
export const isTypedName = (name: string): boolean =>
  name.length <= mostOfTyped && typedForm.test(name) && (name.match(/\p{N}/gu)?.length ?? 0) <= mostDigits;

export const Channel = z.enum(['app', 'web', 'hotline', 'chatbot', 'email', 'social', 'open311', 'import']);

const place = {
  lat: z.number().min(-90).max(90).optional(),
  lng: z.number().min(-180).max(180).optional(),
  address: text(500).optional(),
  areaCode: Name.optional(),
};

/** WGS 84 degrees; or an address or an area without them, from where nobody had a map at hand. */
export const Location = z
  .strictObject(place)
  .refine(({ lat, lng }) => (lat === undefined) === (lng === undefined), {
    error: 'has one coordinate without the other',
    path: ['lng'],
  })
  .refine(
    ({ lat, address, areaCode }) => lat !== undefined || address !== undefined || areaCode !== undefined,
    { error: 'says no place: lat and lng, or an address or an areaCode', path: ['lat'] },
  );

/**
 * As events have it: once it was erased the place as analysts see it, and nothing more exact. What the rules of a command demand of a place
 * holds for what is whole.
 */
export const RecordedLocation = sealedBeside(
  z
    .strictObject({ ...place, erased: z.literal(true).optional() })
    .refine(({ erased, ...whole }) => erased === true || Location.safeParse(whole).success, {
      error: 'says no place: lat and lng, or an address or an areaCode',
      path: ['lat'],
    }),
  cutFields,
);

/** Through which somebody may report who has no coordinates: a call, a page without scripts. */
export const channelsWithoutMap: ReadonlySet<z.output<typeof Channel>> = new Set([
  'import',
  'hotline',
  'web',
]);

/** SHA-256 of the stored bytes of an uploaded file, which are encrypted, in hex. */
export const AttachmentId = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in hex');
export const AttachmentIds = z.array(AttachmentId).max(20).describe('In the order in which they are shown.');

/** As a command is given them. Events may have one twice: that was not always refused. */
export const GivenAttachments = AttachmentIds.superRefine((ids, context) => {
  for (const [index, id] of ids.entries())
    if (ids.indexOf(id) < index)
      context.addIssue({ code: 'custom', path: [index], message: 'stands twice in the list' });
}).meta({ uniqueItems: true, description: 'In the order in which they are shown, each once.' });

/** What is taken in as a photo or video. */
export const MediaType = z.enum([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/heic',
  'video/mp4',
  'video/quicktime',
]);

export type MediaType = z.output<typeof MediaType>;

/** Whose data a key encrypts: `citizen:<actor id>`, `report:<report id>`, `upload:<id>`. */
export const KeySubject = z.string().regex(/^[a-z]+:[\s\S]{1,200}$/u, 'not a kind, a colon and an id');

/** Where the device of a citizen was when the report was sent: not the place of the problem, and never public. */
export const DevicePosition = personal(
  z.strictObject({
    lat: z.number().min(-90).max(90),
    lng: z.number().min(-180).max(180),
    accuracyMetres: z.number().min(0).max(1_000_000).optional(),
  }),
);

/** As people write it: digits, with spaces, points or hyphens between them. */
export const Telephone = z.string().regex(/^\+?[0-9][0-9 .-]{5,20}$/, 'not a telephone number');

export const Contact = personal(
  z.strictObject({
    name: text(200).optional(),
    phone: Telephone.optional(),
    email: z.email().max(254).optional(),
  }),
);

/** Which text of the privacy notice it was: as whoever shows it calls it. */
export const PrivacyNotice = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,59}$/, 'not a version: letters, digits, dots and hyphens, at most 60');

/** How another system knew a case that was imported. Its due instant is taken as recorded there. */
export const Legacy = z.strictObject({
  system: Name,
  caseId: z.string().min(1).max(200),
  dueAt: z.iso.datetime({ precision: 3 }).optional(),
  /** That system's own word on the case, untouched. */
  status: z.string().max(200).optional(),
});

/** What can be corrected of a report of another system; `dueAt` is the due instant recorded there, `occurredAt` when a step happened. */
export const CorrectableField = z.enum(['text', 'category', 'agencyId', 'dueAt', 'occurredAt']);
export type CorrectableField = z.output<typeof CorrectableField>;

export const Priority = z.enum(['normal', 'urgent']);
export const Labels = setOf(Name, 50);
export const SupportingAgencies = setOf(AgencyId, 20);
export const RejectionReason = z.enum([
  'out-of-scope',
  'insufficient',
  'unfounded',
  'abuse',
  'not-our-competence',
]);
export const ResolutionOutcome = z.enum(['fixed', 'not-fixed', 'no-fault-found', 'planned']);
export const Visibility = z.enum(['public', 'reporter-only']);
export const Grade = z.enum(['satisfied', 'acceptable', 'unsatisfied']);
export const Audience = z.enum(['public', 'internal']);
export const WorkingDays = z.int().min(1).max(260);
/** Viet Nam dong. */
export const Dong = z.int().min(1).max(1_000_000_000_000);
/** A request for more working days; `afterDue`: the due moment had passed. */
export const ExtensionRequest = z.strictObject({
  workingDays: WorkingDays,
  reason: text(),
  afterDue: z.boolean(),
});
/** The phases in which a report can be merged into another one. */
export const PhaseBeforeMerge = z.enum(['submitted', 'verified', 'assigned']);
export const RungName = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/, 'not a rung: lower-case letters, digits and hyphens');
