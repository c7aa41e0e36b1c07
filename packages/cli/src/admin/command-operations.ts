import { type AnyCommandHandler, NotFound } from '@phananh/core/engine';
import { admin } from '@phananh/core/reports';
import { osUser } from '../process/os-user.ts';
import type { AdminOperations } from './admin-socket.ts';
import { askHost } from './ask-host.ts';
import type { AskedCommand, GivenCommand } from './giver.ts';

const route = '/commands';

/** Whoever may open the socket may do what the host does: what is sent has the form that this module sends. */
interface Asked extends AskedCommand {
  readonly by: string;
}

/**
 * Gives commands to the workflows of a host for who asks over its socket.
 *
 * @param demandReady throws as long as the host may give none
 */
export const commandOperations = (
  handlers: readonly AnyCommandHandler[],
  demandReady: () => Promise<void>,
): AdminOperations => ({
  [`POST ${route}`]: async (body) => {
    await demandReady();
    // In the form that `giveThroughHost` sends.
    const { by, ...asked } = body as Asked;
    return giveCommand(handlers, asked, by);
  },
});

/** Gives a command to the workflow that it names. */
export const giveCommand = async (
  handlers: readonly AnyCommandHandler[],
  { workflow: name, id, command, input, commandId, expectedRevision }: AskedCommand,
  by: string,
): Promise<GivenCommand> => {
  const handler = handlers.find(({ workflow }) => workflow.name === name);
  if (handler === undefined) throw new NotFound('workflow', name);
  const options = { actor: admin(by), commandId };
  const outcome =
    id === undefined
      ? await handler.create(command, input, options)
      : await handler.execute(id, command, input, {
          ...options,
          ...(expectedRevision !== undefined && { expectedRevision }),
        });
  return { id: outcome.id, revision: outcome.revision, position: outcome.position };
};

/** Gives a command through the host that listens on a socket; undefined when none does. */
export const giveThroughHost = async (
  socket: string,
  asked: AskedCommand,
): Promise<GivenCommand | undefined> =>
  // What the operation above answers.
  (await askHost(socket, 'POST', route, { ...asked, by: osUser().id })) as GivenCommand | undefined;
