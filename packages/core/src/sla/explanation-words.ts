import type { LocalDay } from '../calendar/index.ts';
import type { Term } from './clock.ts';
import type { ExplainedDay } from './explained-days.ts';
import type { Explanation } from './explanation.ts';

/** The languages that an explanation is told in. */
export const languages = ['vi', 'en'] as const;
export type Language = (typeof languages)[number];

/** What a workflow calls its clocks, who answers for them, and for whom a paused clock waits, in one language. */
export interface ClockWords<Name extends string = string, Party extends string = string> {
  readonly clocks: { readonly [N in Name]: string };
  readonly parties: { readonly [P in Party]: string };
  /** As after "waiting for". */
  readonly waitsFor: string;
}

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

const termIn = {
  en: ({ count, unit }: Term): string => plural(count, unit.replace('-', ' ')),
  vi: ({ count, unit }: Term): string =>
    `${count} ${{ 'working-day': 'ngày làm việc', 'calendar-day': 'ngày', month: 'tháng', year: 'năm' }[unit]}`,
};

const verdictsIn = {
  en: {
    'on-time': 'on time',
    'on-time-extended': 'on time by its extension',
    late: 'late',
    open: 'open',
    overdue: 'overdue',
    paused: 'paused',
    'no-term': 'no term',
  },
  vi: {
    'on-time': 'đúng hạn',
    'on-time-extended': 'đúng hạn sau gia hạn',
    late: 'trễ hạn',
    open: 'còn hạn',
    overdue: 'quá hạn',
    paused: 'tạm dừng',
    'no-term': 'không có hạn',
  },
} as const;

type Calendar = NonNullable<Explanation['calendar']>;
type Verdicts = NonNullable<Explanation['verdicts']>;
type Pause = Explanation['pauses'][number];
type Extension = Explanation['extensions'][number];
type ReDating = Explanation['reDatings'][number];

export interface Words {
  readonly title: (explained: Explanation) => string;
  readonly started: (explained: Explanation) => string;
  readonly firstDay: (day: LocalDay, deemed: boolean) => string;
  readonly noTerm: string;
  readonly foreignDue: (at: string) => string;
  readonly term: (term: Term) => string;
  readonly calendar: (calendar: Calendar) => string;
  readonly otherCalendar: (calendar: Calendar) => string;
  readonly day: (day: ExplainedDay) => string;
  readonly pause: (pause: Pause & { readonly startedAt: string }) => string;
  readonly extension: (extension: Extension) => string;
  readonly reDating: (reDating: ReDating) => string;
  readonly due: (day: LocalDay, at: string) => string;
  readonly originalDue: (day: LocalDay, at: string) => string;
  readonly inForce: (inForce: NonNullable<Calendar['inForce']>) => string;
  readonly status: { readonly provisional: string; readonly projected: string };
  readonly stopped: (at: string, by: string) => string;
  readonly cancelled: (at: string) => string;
  readonly paused: (at: string) => string;
  readonly lateSince: (at: string) => string;
  readonly verdict: (
    asOf: string,
    verdict: Verdicts['verdict'],
    againstOriginal: Verdicts['againstOriginal'],
    againstInForce: Verdicts['againstInForce'],
  ) => string;
}

const because = (reason: string | null): string => (reason === null ? '' : `: ${reason}`);

const english = ({ clocks, parties, waitsFor }: ClockWords): Words => ({
  title: ({ clock, round, answerableFor }) =>
    `Clock ${clock} (${clocks[clock]}), round ${round}; who answers for it: ${parties[answerableFor]}.`,
  started: ({ startedAt, startedBy }) =>
    `Started by ${startedBy.event} (revision ${startedBy.revision}) at ${startedAt}.`,
  firstDay: (day, deemed) =>
    deemed
      ? `Received on a day off or on ${day}: deemed received on the working day ${day}, which is not counted.`
      : `The day of the event, ${day}, is not counted (Civil Code 2015 art. 147).`,
  noTerm: 'No term applies.',
  foreignDue: (at) =>
    `The due instant was taken over from another system as recorded there: late from ${at}.`,
  term: (term) => `Term: ${termIn.en(term)}.`,
  calendar: ({ version, zone }) => `Calendar: ${version} (${zone}).`,
  otherCalendar: ({ version, explainedOn }) =>
    `The calendar ${version} is not at hand: the days are told on ${explainedOn}, the due day is the recorded one.`,
  day: (day) => {
    switch (day.role) {
      case 'start':
        return `the day of the event, not counted${day.reason === 'working-day' ? '' : ` (${reasonIn.en(day)})`}`;
      case 'paused':
        return `not counted: waiting for ${waitsFor}`;
      case 'rolled':
        return `the last day was off: rolled forward (art. 148(5))${day.works ? '' : `, ${reasonIn.en(day)}`}`;
      case 'counted':
        return day.reason === 'make-up' || !day.works ? `counted, ${reasonIn.en(day)}` : 'counted';
      case 'skipped':
        return `not counted, ${reasonIn.en(day)}`;
    }
  },
  pause: ({ from, to, givenBack }) =>
    to === null
      ? `Paused since ${from}: waiting for ${waitsFor}.`
      : `Paused from ${from} to ${to}: ${plural(givenBack, 'whole day')} strictly between given back.`,
  extension: ({ at, workingDays, from, to, afterDue, reason }) =>
    `Extended at ${at} by ${plural(workingDays, 'working day')}, from ${from ?? '–'} to ${to}${afterDue ? ', asked for too late: it stays late' : ''}${because(reason)}.`,
  reDating: ({ at, event, from, to, calendar, term, reason }) =>
    `Dated anew by ${event} at ${at}, from ${from ?? '–'} to ${to ?? '–'}${term === null ? '' : `, ${termIn.en(term)}`}${calendar === null ? '' : ` on ${calendar}`}${because(reason)}.`,
  due: (day, at) => `Due ${day}, to the end of the day: late from ${at} on.`,
  originalDue: (day, at) => `Due without extensions: ${day}, late from ${at} on.`,
  inForce: ({ version, due }) =>
    `The calendar in force now, ${version}, would give ${due}; a recorded due day moves by an event only.`,
  status: {
    provisional: 'It counts on days that are provisional: swaps may still be announced.',
    projected: 'PROJECTED: it counts on days that no notice has confirmed.',
  },
  stopped: (at, by) => `Stopped by ${by} at ${at}.`,
  cancelled: (at) => `Ended without a verdict at ${at}.`,
  paused: (at) => `Paused since ${at}.`,
  lateSince: (at) => `Late for good since ${at}.`,
  verdict: (asOf, verdict, againstOriginal, againstInForce) =>
    `Verdict as of ${asOf}: ${verdictsIn.en[verdict]} (against the original due: ${verdictsIn.en[againstOriginal]}; against the due in force: ${verdictsIn.en[againstInForce]}).`,
});

const vietnamese = ({ clocks, parties, waitsFor }: ClockWords): Words => ({
  title: ({ clock, round, answerableFor }) =>
    `Đồng hồ ${clock} (${clocks[clock]}), vòng ${round}; đơn vị chịu trách nhiệm: ${parties[answerableFor]}.`,
  started: ({ startedAt, startedBy }) =>
    `Bắt đầu từ sự kiện ${startedBy.event} (bản ghi ${startedBy.revision}) lúc ${startedAt}.`,
  firstDay: (day, deemed) =>
    deemed
      ? `Tiếp nhận vào ngày nghỉ thì coi như tiếp nhận vào ngày làm việc ${day}; ngày này không tính.`
      : `Ngày xảy ra sự kiện, ${day}, không được tính (Điều 147 Bộ luật Dân sự 2015).`,
  noTerm: 'Không áp dụng thời hạn.',
  foreignDue: (at) => `Thời hạn lấy nguyên từ hệ thống khác: trễ kể từ ${at}.`,
  term: (term) => `Thời hạn: ${termIn.vi(term)}.`,
  calendar: ({ version, zone }) => `Lịch làm việc: ${version} (${zone}).`,
  otherCalendar: ({ version, explainedOn }) =>
    `Không còn lịch ${version}: các ngày được giải thích theo ${explainedOn}, ngày đến hạn là ngày đã ghi.`,
  day: (day) => {
    switch (day.role) {
      case 'start':
        return `ngày xảy ra sự kiện, không tính${day.reason === 'working-day' ? '' : ` (${reasonIn.vi(day)})`}`;
      case 'paused':
        return `không tính: chờ ${waitsFor}`;
      case 'rolled':
        return `ngày cuối là ngày nghỉ nên chuyển sang ngày làm việc kế tiếp (khoản 5 Điều 148)${day.works ? '' : `, ${reasonIn.vi(day)}`}`;
      case 'counted':
        return day.reason === 'make-up' || !day.works ? `tính, ${reasonIn.vi(day)}` : 'tính';
      case 'skipped':
        return `không tính, ${reasonIn.vi(day)}`;
    }
  },
  pause: ({ from, to, givenBack }) =>
    to === null
      ? `Tạm dừng từ ${from}: chờ ${waitsFor}.`
      : `Tạm dừng từ ${from} đến ${to}: bù lại ${givenBack} ngày trọn vẹn nằm giữa.`,
  extension: ({ at, workingDays, from, to, afterDue, reason }) =>
    `Gia hạn lúc ${at} thêm ${workingDays} ngày làm việc, từ ${from ?? '–'} đến ${to}${afterDue ? ', đề nghị khi đã quá hạn: vẫn là trễ hạn' : ''}${because(reason)}.`,
  reDating: ({ at, event, from, to, calendar, term, reason }) =>
    `Tính lại hạn theo ${event} lúc ${at}, từ ${from ?? '–'} đến ${to ?? '–'}${term === null ? '' : `, ${termIn.vi(term)}`}${calendar === null ? '' : ` theo ${calendar}`}${because(reason)}.`,
  due: (day, at) => `Đến hạn hết ngày ${day}: trễ kể từ ${at}.`,
  originalDue: (day, at) => `Hạn ban đầu, không kể gia hạn: ${day}, trễ kể từ ${at}.`,
  inForce: ({ version, due }) =>
    `Lịch đang có hiệu lực, ${version}, sẽ cho ngày ${due}; ngày đến hạn đã ghi chỉ thay đổi bằng một sự kiện.`,
  status: {
    provisional: 'Có ngày chưa chính thức: có thể còn thông báo hoán đổi.',
    projected: 'DỰ KIẾN: có ngày chưa được thông báo nào xác nhận.',
  },
  stopped: (at, by) => `Dừng bởi sự kiện ${by} lúc ${at}.`,
  cancelled: (at) => `Kết thúc không kết luận lúc ${at}.`,
  paused: (at) => `Tạm dừng từ ${at}.`,
  lateSince: (at) => `Đã trễ hạn kể từ ${at}.`,
  verdict: (asOf, verdict, againstOriginal, againstInForce) =>
    `Kết luận tại ${asOf}: ${verdictsIn.vi[verdict]} (theo hạn ban đầu: ${verdictsIn.vi[againstOriginal]}; theo hạn hiện hành: ${verdictsIn.vi[againstInForce]}).`,
});

export const words: { readonly [L in Language]: (own: ClockWords) => Words } = {
  en: english,
  vi: vietnamese,
};

/** Why a day is worked or not. */
const reasonIn = {
  en: ({ reason, name, insteadOf }: ExplainedDay): string => {
    switch (reason) {
      case 'day-off':
        return `day off: ${name?.en ?? 'official'}`;
      case 'weekly-rest':
        return 'weekly rest day';
      case 'make-up':
        return `make-up working day${insteadOf === undefined ? '' : ` for ${insteadOf}`}`;
      case 'working-day':
        return 'working day';
    }
  },
  vi: ({ reason, name, insteadOf }: ExplainedDay): string => {
    switch (reason) {
      case 'day-off':
        return `ngày nghỉ: ${name?.vi ?? 'theo thông báo'}`;
      case 'weekly-rest':
        return 'ngày nghỉ hằng tuần';
      case 'make-up':
        return `ngày làm bù${insteadOf === undefined ? '' : ` cho ngày ${insteadOf}`}`;
      case 'working-day':
        return 'ngày làm việc';
    }
  },
};
