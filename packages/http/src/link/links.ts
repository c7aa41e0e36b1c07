import type { Actor, Reports } from '@phananh/core';
import { AlreadyExists, findSubject, NotFound, Refused } from '@phananh/core/engine';
import type { ReadModels } from '@phananh/core/read-models';
import { heldReportOf, holderIdOf, isErasedReport } from '@phananh/core/reports';
import type { FastifyRequest } from 'fastify';
import { reportOfCode } from '../queries/report-of-code.ts';
import { correlationIdOf } from '../workflow/command-headers.ts';
import { heldDigest, linkDigest, newHeldSecret, newLinkSecret } from './secrets.ts';

/** One-time links: made, opened, and what a device has that opened one. */

export interface MadeLink {
  readonly reportId: string;
  /** The code with which somebody finds the report. */
  readonly trackingCode: string;
  /** The secret: it is told once, here. */
  readonly link: string;
  readonly opensUntil: string;
}

export interface OpenedReport {
  readonly reportId: string;
  /** What a device shows from now on, as a bearer token: it is told once, here. */
  readonly token: string;
  readonly heldUntil: string;
}

interface Given {
  readonly actor: Actor;
  readonly correlationId: string;
}

/**
 * Makes the link of a report; one that it had opens nothing any more.
 *
 * @param secret of a link that a repeat is to make again. Default: a new one
 * @throws `not-found`, `link-not-theirs`, `link-erased`
 */
export const makeLink = async (
  reports: Reports,
  reportId: string,
  { secret = newLinkSecret(), ...given }: Given & { readonly secret?: string },
): Promise<MadeLink> => {
  const { current } = await findSubject(reports.handler, reportId, { actor: given.actor });
  const input = { reportId, digest: linkDigest(reportId, secret) };
  const known = await reports.links.handler.load(reportId);
  const isSame = known?.state.digest === input.digest && known.state.phase === 'issued';
  const { state } = isSame ? known : await issued(reports, input, given);
  return { reportId, trackingCode: current.state.trackingCode, link: secret, opensUntil: state.opensUntil };
};

const issued = async (
  { links }: Reports,
  input: { readonly reportId: string; readonly digest: string },
  given: Given,
) => {
  try {
    return await links.issue(input, given);
  } catch (error) {
    if (!(error instanceof AlreadyExists)) throw error;
    return links.renew(input.reportId, input, given);
  }
};

/**
 * Opens a report with its link, which is spent by it. For routes that are counted as `code`.
 *
 * @throws `link-unknown` for a code or a link that there is not, `link-spent`, `link-expired`, `link-erased`
 */
export const openLink = async (
  request: FastifyRequest,
  { reports, readModels }: { readonly reports: Reports; readonly readModels: ReadModels },
  { trackingCode, link }: { readonly trackingCode: string; readonly link: string },
): Promise<OpenedReport> => {
  const { afterMilliseconds } = request.server.phananh.limits;
  const reportId = await reportOfCode({ reports, readModels }, trackingCode, afterMilliseconds);
  if (reportId === undefined) throw unknown();
  const held = newHeldSecret();
  const input = { reportId, digest: linkDigest(reportId, link), held: heldDigest(reportId, held) };
  try {
    const { state } = await reports.links.open(reportId, input, {
      actor: { kind: 'citizen', id: holderIdOf(reportId) },
      correlationId: correlationIdOf(request),
    });
    return { reportId, token: tokenOf(reportId, held), heldUntil: state.held?.until ?? state.opensUntil };
  } catch (error) {
    // Whether the report never had a link or has another one is the same to who does not have it.
    throw error instanceof NotFound ? unknown() : error;
  }
};

const unknown = (): Refused => new Refused('link-unknown', 'there is no such report, or it has no such link');

/** Gives the report up: nothing opens it any more but another link. */
export const endHeld = async (reports: Reports, { actor, ...given }: Given): Promise<void> => {
  const reportId = heldReportOf(actor.id);
  if (reportId === undefined) throw new NotFound('link', actor.id);
  await reports.links.end(reportId, {}, { actor, ...given });
};

const tokenOf = (reportId: string, held: string): string => `link.${reportId}.${held}`;

/** Whether a token is of a device that has a report, by its looks. */
export const isHeldToken = (token: string): boolean => token.startsWith('link.');

/** Who shows what a device has of a report: its reporter; undefined where it has none any more, or its reporter was erased. */
export const holderOf = async (
  { links, handler }: Pick<Reports, 'links' | 'handler'>,
  token: string,
): Promise<Actor | undefined> => {
  const [, reportId, held] = /^link\.([0-9a-f-]{36})\.([\w-]{43})$/.exec(token) ?? [];
  if (reportId === undefined || held === undefined) return undefined;
  const found = await links.handler.load(reportId);
  const has = found?.state.held;
  // A digest of 256 random bits: how long the comparison takes tells nothing of them.
  if (!has || has.digest !== heldDigest(reportId, held)) return undefined;
  if (links.handler.clock.now() >= has.until) return undefined;
  const report = await handler.load(reportId);
  return report === undefined || isErasedReport(report.state)
    ? undefined
    : { kind: 'citizen', id: holderIdOf(reportId) };
};
