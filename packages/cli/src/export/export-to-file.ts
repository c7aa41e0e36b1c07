import { openOutput, type WhyKept } from '../output/output-file.ts';
import { type ExportDone, type ExportListening, type ExportOrder, writeExport } from './threaded-export.ts';

/** Writes an export into a file that is whole or not there. Undefined when the signal came first. */
export const exportToFile = async (
  { path, whyKept }: { readonly path: string; readonly whyKept: WhyKept },
  order: Omit<ExportOrder, 'output'>,
  listening: ExportListening,
): Promise<ExportDone | undefined> => {
  const file = openOutput(path, whyKept);
  try {
    const done = await writeExport({ ...order, output: { path, part: file.part } }, listening);
    if (done !== undefined) file.place();
    return done;
  } finally {
    file.discard();
  }
};
