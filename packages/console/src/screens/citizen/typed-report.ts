import type { JsonObject } from '@phananh/core';
import { InvalidCommand } from '@phananh/core/engine';
import { isTypedName } from '@phananh/core/reports';

/** A report as it was typed into its form. */

type Wrong = 'text' | 'textLong' | 'place' | 'coordinates' | 'phone' | 'email' | 'long' | 'area';

/** The fields of the form in their order, each with where the schema points at it. */
const reportFields = {
  text: '/text',
  address: '/location/address',
  areaCode: '/location/areaCode',
  coordinates: '/location/lat',
  category: '/category',
  name: '/contact/name',
  phone: '/contact/phone',
  email: '/contact/email',
} as const;
export type ReportField = keyof typeof reportFields;

/** Latitude and longitude as maps show them, in either order where they can be told apart: both are degrees in Viet Nam. */
export const coordinatesOf = (typed: string): { readonly lat: number; readonly lng: number } | undefined => {
  const [, first, second] =
    /^\s*\(?(-?\d{1,3}(?:\.\d+)?)°?\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)°?\)?\s*$/.exec(typed) ?? [];
  if (first === undefined || second === undefined) return undefined;
  const [a, b] = [Number(first), Number(second)];
  const [lat, lng] = Math.abs(a) > 90 ? [b, a] : [a, b];
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? { lat, lng } : undefined;
};

/**
 * The input of `submit`.
 *
 * @throws {@link InvalidCommand} pointing at each field that is wrong; what it says there is a {@link Wrong}
 */
export const typedReport = (values: URLSearchParams): JsonObject => {
  const typed = (name: string): string | undefined => {
    const value = values.get(name)?.replaceAll('\r\n', '\n').trim();
    return value === undefined || value === '' ? undefined : value;
  };
  const text = typed('text');
  const [address, areaCode, written] = [typed('address'), typed('areaCode'), typed('coordinates')];
  const at = written === undefined ? undefined : coordinatesOf(written);
  const [name, phone, email] = [typed('name'), typed('phone'), typed('email')];
  const wrong: readonly (readonly [boolean, ReportField, Wrong])[] = [
    [text === undefined, 'text', 'text'],
    [(text?.length ?? 0) > 10_000, 'text', 'textLong'],
    [written !== undefined && at === undefined, 'coordinates', 'coordinates'],
    [address === undefined && areaCode === undefined && written === undefined, 'address', 'place'],
    [(address?.length ?? 0) > 500, 'address', 'long'],
    [areaCode !== undefined && !isTypedName(areaCode), 'areaCode', 'area'],
    [(name?.length ?? 0) > 200, 'name', 'long'],
    [phone !== undefined && !/^\+?[0-9][0-9 .-]{5,20}$/.test(phone), 'phone', 'phone'],
    [email !== undefined && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email), 'email', 'email'],
  ];
  const issues = wrong.flatMap(([isWrong, field, message]) =>
    isWrong ? [{ pointer: reportFields[field], message }] : [],
  );
  if (issues.length > 0) throw new InvalidCommand('submit', issues);
  const category = typed('category');
  const attachments = [...new Set(values.getAll('attachments'))];
  const device = deviceIn(values);
  return {
    ...(text !== undefined && { text }),
    location: {
      ...at,
      ...(address !== undefined && { address }),
      ...(areaCode !== undefined && { areaCode }),
    },
    ...(category !== undefined && { category }),
    ...(attachments.length > 0 && { attachments }),
    ...((name ?? phone ?? email) !== undefined && {
      contact: {
        ...(name !== undefined && { name }),
        ...(phone !== undefined && { phone }),
        ...(email !== undefined && { email }),
      },
    }),
    ...(device !== undefined && { devicePosition: device }),
    ...(typed('privacyNotice') !== undefined && { privacyNotice: typed('privacyNotice') ?? '' }),
  };
};

/** What the browser said of where it is, when it was asked. */
const deviceIn = (values: URLSearchParams): JsonObject | undefined => {
  const at = coordinatesOf(values.get('device') ?? '');
  const accuracy = Number(values.get('accuracy'));
  return (
    at && {
      ...at,
      ...(Number.isFinite(accuracy) && accuracy > 0 && { accuracyMetres: Math.min(accuracy, 1_000_000) }),
    }
  );
};

/** What is wrong at which field, of what a command refused. */
export const wrongAt = (errors: unknown): ReadonlyMap<ReportField, string> => {
  const found = new Map<ReportField, string>();
  if (!Array.isArray(errors)) return found;
  for (const one of errors) {
    const { pointer, message }: { readonly [key: string]: unknown } = Object(one);
    const at = String(pointer);
    const field = Object.entries(reportFields).find(
      ([, of]) => at === of || (of === '/location/lat' && /^\/location(\/lng)?$/.test(at)),
    )?.[0];
    // Of the table just looked through.
    if (field !== undefined) found.set(field as ReportField, String(message));
  }
  return found;
};
