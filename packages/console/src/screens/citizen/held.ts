import type { JsonObject, Reports } from '@phananh/core';
import { heldReportOf } from '@phananh/core/reports';
import { holderOf } from '@phananh/http/pages';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type SealedCookie, type SealedCookieOptions, sealedCookie } from '../../session/sealed-cookie.ts';
import type { SignInWay } from '../../session/way.ts';

/** Reports that a device has by a one-time link: a cookie for each, which is sent with the pages of that report alone. */
export interface HeldReports {
  readonly way: string;
  /** Of one report. */
  cookie(reportId: string): SealedCookie;
  /** Of the report that a request is about. */
  readonly cookieOfRequest: SealedCookie;
  readonly signIn: SignInWay;
}

const way = 'link';
const Told = z.object({ token: z.string(), until: z.string() });

/** How long a browser keeps the cookie at most; the report says how long it is good for. */
const tenYears = { idleMinutes: 5_256_000, totalHours: 87_600 };
/** Browsers keep none longer (RFC 6265bis). */
const fourHundredDays = 400 * 24 * 3_600;

export const heldReports = (
  { reports, base }: { readonly reports: Reports; readonly base: string },
  options: Pick<SealedCookieOptions, 'key' | 'now'>,
): HeldReports => {
  const at = (pathOf: (request: FastifyRequest) => string): SealedCookie =>
    sealedCookie({
      ...options,
      terms: tenYears,
      place: { name: 'report', pathOf, seconds: fourHundredDays },
    });
  const pathOf = (reportId: string): string => `${base}/cases/report/${encodeURIComponent(reportId)}`;
  return {
    way,
    cookie: (reportId) => at(() => pathOf(reportId)),
    cookieOfRequest: at(({ params }) => {
      const { id }: { readonly [name: string]: unknown } = Object(params);
      return pathOf(String(id));
    }),
    signIn: {
      name: way,
      actorOf: async (told, request) => {
        const { data } = Told.safeParse(told);
        const holder = data && (await holderOf(reports, data.token));
        // Whoever has one report by its link is nobody elsewhere.
        return holder !== undefined && heldReportOf(holder.id) === reportOfPage(request) ? holder : undefined;
      },
    },
  };
};

/** The report that a page is of; undefined for pages of anything else. */
const reportOfPage = ({ params }: FastifyRequest): string | undefined => {
  const { workflow, id }: { readonly [name: string]: unknown } = Object(params);
  return workflow === 'report' && typeof id === 'string' ? id : undefined;
};

/** Until when a device has its report. */
export const heldUntilOf = (told: JsonObject): string | undefined => Told.safeParse(told).data?.until;
