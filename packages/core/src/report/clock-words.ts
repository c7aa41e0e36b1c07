import { type ClockWords, type Explanation, type Language, textOfExplanation } from '../sla/index.ts';
import type { ClockName, Party } from './policy.ts';

const words: { readonly [L in Language]: ClockWords<ClockName, Party> } = {
  en: {
    clocks: {
      overall: 'the whole handling',
      verification: 'the verification',
      resolution: "the agency's resolution",
      approval: 'the approval',
      dispute: 'the decision on the dispute',
    },
    parties: { centre: 'centre', agency: 'agency', 'centre and agency': 'centre and agency' },
    waitsFor: 'the citizen',
  },
  vi: {
    clocks: {
      overall: 'toàn bộ quá trình giải quyết',
      verification: 'xác minh',
      resolution: 'cơ quan xử lý',
      approval: 'duyệt kết quả',
      dispute: 'giải quyết khiếu nại kết quả',
    },
    parties: {
      centre: 'trung tâm',
      agency: 'cơ quan xử lý',
      'centre and agency': 'trung tâm và cơ quan xử lý',
    },
    waitsFor: 'người dân bổ sung thông tin',
  },
};

/** An explanation of a report's clock in words, a line each. */
export const explanationText = (told: Explanation<ClockName, Party>, language: Language): readonly string[] =>
  textOfExplanation(told, language, words[language]);
