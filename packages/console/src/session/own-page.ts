import type { FastifyRequest } from 'fastify';
import { ConsoleError } from '../errors.ts';

/**
 * Refuses a form that another site sends. Browsers say by themselves whose page sends it, and no page can say it otherwise: in
 * `Sec-Fetch-Site` where they know it, in `Origin` with every POST. Beside it each form of a session carries the token of the session.
 *
 * @throws {@link ConsoleError} `foreign-form`
 */
export const demandOwnPage = ({ headers, protocol, host }: FastifyRequest): void => {
  const site = headers['sec-fetch-site'];
  // `none`: the person did it, by a reload for one.
  if (site === 'same-origin' || site === 'none') return;
  if (site === undefined && headers.origin === `${protocol}://${host}`) return;
  throw new ConsoleError('foreign-form', 'the form was not sent by a page of this host');
};
