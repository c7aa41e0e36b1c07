import { PhananhError } from '@phananh/core';
import { streamOf } from '@phananh/core/engine';
import { hexOf, readCheckpoint, readProof, type SignedCheckpoint } from '@phananh/core/transparency';
import type { TransparencyLog } from '@phananh/http/pages';
import type { FoundCase } from '../../cases/found.ts';
import { type Html, html } from '../../frame/html.ts';
import { marked } from '../../frame/look.ts';
import type { Frame } from '../../frame/screen.ts';
import type { AuditWords } from './words.ts';

interface NewestCheckpoint {
  readonly epoch: number;
  readonly checkpoint: SignedCheckpoint;
}

/** The newest checkpoint of the newest epoch; undefined before the first one. */
export const newestCheckpoint = async (log: TransparencyLog): Promise<NewestCheckpoint | undefined> => {
  let newest: { readonly epoch: number; readonly bytes: Uint8Array } | undefined;
  for (let epoch = 1; ; epoch += 1) {
    const bytes = await log.readPublic(epoch, 'checkpoint');
    if (bytes === undefined) break;
    newest = { epoch, bytes };
  }
  if (newest === undefined) return undefined;
  const { epoch, bytes } = newest;
  return { epoch, checkpoint: readCheckpoint(new TextDecoder().decode(bytes)) };
};

export const checkpointOf = (newest: NewestCheckpoint | undefined, words: AuditWords): Html => {
  if (newest === undefined) return html`<p class="note warn">${words.noCheckpoint}</p>`;
  const { epoch, checkpoint } = newest;
  const { origin, size, root, note } = checkpoint;
  return html`
    <h3>${words.newest}</h3>
    <dl class="data panel">
      <div><dt>${words.origin}</dt><dd>${origin}</dd></div>
      <div><dt>${words.epoch}</dt><dd>${String(epoch)}</dd></div>
      <div><dt>${words.size}</dt><dd>${String(size)}</dd></div>
      <div><dt>${words.root}</dt><dd><code>${hexOf(root)}</code></dd></div>
      <div><dt>${words.signedBy}</dt><dd><ul class="plain">
        ${note.signatures.map(
          ({ name, id }) =>
            html`<li>${name} <span class="fine">(${name === origin ? words.ofTheLog : words.witness}, ${words.key(id)})</span></li>`,
        )}
      </ul></dd></div>
    </dl>
    <p class="note">${marked(words.notJudged)}</p>
  `;
};

/** Whether the log covers the newest event of a case, as it can be proven now. */
export const coverageOf = async (
  { reports }: Pick<Frame, 'reports'>,
  { handler, id, view }: FoundCase,
  { log, words }: { readonly log: TransparencyLog; readonly words: AuditWords },
): Promise<Html> => {
  const stream = streamOf(handler.workflow, id);
  const { revision } = view;
  for await (const { position } of reports.store.readStream(stream, { fromRevision: revision, limit: 1 })) {
    try {
      const receipt = await log.receipt({ stream, revision, position });
      if (receipt === undefined) return html`<p class="note warn">${words.notCovered}</p>`;
      return html`<p class="note good">${words.covered(String(receipt.index), sizeIn(receipt.proof))}</p>`;
    } catch (error) {
      if (!(error instanceof PhananhError) || error.code !== 'log-differs') throw error;
      return html`<p class="note bad" role="alert">${marked(words.differs)}</p>`;
    }
  }
  return html`<p class="note warn">${words.notCovered}</p>`;
};

const sizeIn = (proof: string): string => String(readCheckpoint(readProof(proof).checkpoint).size);

/** The page that verifies offline, to take away; where it is not here, where else it is. */
export const verifyLink = async (base: string, log: TransparencyLog, words: AuditWords): Promise<Html> =>
  (await log.verifyPage?.()) === undefined
    ? html`<p class="fine">${marked(words.verifyElsewhere)}</p>`
    : html`<p><a class="button second" href=${`${base}/audit/verify.html`} download>${words.verifyHere}</a></p>
        <p class="fine">${words.verifyHereHelp}</p>`;
