import { admin } from '@phananh/core/reports';
import type { Evidence, UploadedFile } from '@phananh/evidence';
import { osUser } from '../process/os-user.ts';
import type { AdminStreams } from './admin-socket.ts';
import { sendToHost } from './ask-host.ts';

const route = '/attachments';

/** Takes in photos and videos of a report for who sends them over the socket of a host. */
export const uploadOperations = ({ upload }: Pick<Evidence, 'upload'>): AdminStreams => ({
  [`POST ${route}`]: (sent, query) => {
    // Whoever may open the socket may do what the host does: what is sent has the form that this module sends.
    const [by, reportId] = [query.get('by') ?? '', query.get('reportId') ?? ''];
    return upload(sent, { actor: admin(by), reportId });
  },
});

/** Sends a photo or video of a report to the host that listens on a socket; undefined when none does. */
export const uploadThroughHost = async (
  socket: string,
  source: AsyncIterable<Uint8Array>,
  reportId: string,
): Promise<UploadedFile | undefined> => {
  const query = new URLSearchParams({ by: osUser().id, reportId });
  // What the operation above answers.
  return (await sendToHost(socket, `${route}?${query}`, source)) as UploadedFile | undefined;
};
