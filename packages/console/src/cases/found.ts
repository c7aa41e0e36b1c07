import type { JsonObject } from '@phananh/core';
import {
  type AnyCommandHandler,
  type FoundSubject,
  findSubject,
  NotFound,
  type SubjectView,
  viewOfSubject,
} from '@phananh/core/engine';
import type { AgencyRow } from '@phananh/core/read-models';
import { readInTurns } from '@phananh/http/pages';
import type { Frame, Visit } from '../frame/screen.ts';

/** A subject of any workflow of the host, as who looks may see it: what `GET /v1/<workflow>/<id>` answers. */
export interface FoundCase {
  readonly workflow: string;
  readonly id: string;
  readonly handler: AnyCommandHandler;
  readonly found: FoundSubject;
  readonly view: SubjectView;
}

/** Who decides on a workflow's subjects. @throws {@link NotFound} for a workflow that is not here */
export const handlerOf = (
  { reports, workflows }: Pick<Frame, 'reports' | 'workflows'>,
  name: string,
): AnyCommandHandler => {
  const handlers: readonly AnyCommandHandler[] = [
    reports.handler,
    reports.agencies.handler,
    ...workflows.map(({ handler }) => handler),
  ];
  const handler = handlers.find(({ workflow }) => workflow.name === name);
  if (handler === undefined) throw new NotFound('workflow', name);
  return handler;
};

export const paramsOf = ({
  request,
}: Visit): { readonly workflow: string; readonly id: string; readonly command: string } => {
  const params: { readonly [name: string]: unknown } = Object(request.params);
  const text = (name: string): string => String(params[name] ?? '');
  return { workflow: text('workflow'), id: text('id'), command: text('command') };
};

/** A look at a page of one workflow: its own words come first. */
export const visitOfWorkflow = (visit: Visit): Visit => ({ ...visit, workflow: paramsOf(visit).workflow });

/** @throws {@link NotFound} where there is none, and where it is not theirs to know of */
export const findCase = async (frame: Frame, visit: Visit): Promise<FoundCase> => {
  const { workflow, id: given } = paramsOf(visit);
  const handler = handlerOf(frame, workflow);
  const parsed = handler.workflow.id.safeParse(given);
  const id = parsed.success ? parsed.data : given;
  const found = await readInTurns(visit.request, (how) =>
    findSubject(handler, id, { actor: visit.actor, ...how }),
  );
  return { workflow, id, handler, found, view: viewOfSubject(handler, found) };
};

export const agencyNames = ({ readModels }: Pick<Frame, 'readModels'>): ((agencyId: string) => string) =>
  namesOf(readModels.agencies());

/** The same where a page asks for agencies anyway: a province has some hundred. */
export const namesOf = (
  agencies: readonly Pick<AgencyRow, 'agencyId' | 'name'>[],
): ((agencyId: string) => string) => {
  const names = new Map(agencies.map(({ agencyId, name }) => [agencyId, name]));
  return (agencyId) => names.get(agencyId) ?? agencyId;
};

/** Photos of a case: of the citizen, of the agency, what was published in place of one, and what stood there before. */
export const attachmentsOf = ({
  attachments,
  resolution,
  publication,
  earlierAttachments,
}: JsonObject): readonly string[] => [
  ...new Set([
    ...idsIn(attachments),
    ...idsWithin(resolution),
    ...idsWithin(publication),
    ...idsIn(earlierAttachments),
  ]),
];

/** Those that everybody may see. */
export const publishedOf = ({ publication }: JsonObject): readonly string[] => idsWithin(publication);

const idsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.flatMap((one) => idOf(one)) : [];

const idsWithin = (part: unknown): readonly string[] =>
  typeof part === 'object' && part !== null && 'attachments' in part ? idsIn(part.attachments) : [];

const idOf = (one: unknown): readonly string[] => {
  const id = typeof one === 'object' && one !== null && 'attachmentId' in one ? one.attachmentId : one;
  return typeof id === 'string' && /^[0-9a-f]{64}$/.test(id) ? [id] : [];
};
