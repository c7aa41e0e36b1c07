import { slug } from '@phananh/core/engine';
import { districtNames, type Ward, wards } from './wards.ts';

/** How a body works: what the ranking and the signals of gaming should show. */
type Habit = 'good' | 'ordinary' | 'bad' | 'gaming';

export interface Agency {
  readonly agencyId: string;
  readonly name: string;
  readonly kind: 'government' | 'enterprise';
  readonly habit: Habit;
}

/** What bodies of the province do, by the word that categories ask for them with. */
const departments: { readonly [duty: string]: string } = {
  construction: 'Sở Xây dựng',
  transport: 'Sở Giao thông vận tải',
  environment: 'Sở Tài nguyên và Môi trường',
  culture: 'Sở Văn hóa và Thể thao',
  tourism: 'Sở Du lịch',
  health: 'Sở Y tế',
  education: 'Sở Giáo dục và Đào tạo',
  'public-administration': 'Sở Nội vụ',
  telecommunication: 'Sở Thông tin và Truyền thông',
  trade: 'Sở Công Thương',
  agriculture: 'Sở Nông nghiệp và Phát triển nông thôn',
  labour: 'Sở Lao động - Thương binh và Xã hội',
  justice: 'Sở Tư pháp',
  police: 'Công an tỉnh',
  parks: 'Trung tâm Công viên Cây xanh',
  monuments: 'Trung tâm Bảo tồn Di tích',
  'food-safety': 'Chi cục An toàn vệ sinh thực phẩm',
  market: 'Cục Quản lý thị trường',
  'traffic-safety': 'Ban An toàn giao thông',
  'fire-brigade': 'Phòng Cảnh sát phòng cháy, chữa cháy',
};

/** Bodies that every district has. */
const districtBodies: { readonly [duty: string]: string } = {
  district: 'UBND',
  'urban-order': 'Đội Quản lý trật tự đô thị',
  'district-urban': 'Phòng Quản lý đô thị',
  'district-environment': 'Phòng Tài nguyên và Môi trường',
  'district-police': 'Công an',
};

/** Invented names: what they do in the simulation says nothing about any company. */
const enterprises: { readonly [duty: string]: readonly string[] } = {
  rubbish: [
    'Công ty Môi trường đô thị Sông Hương',
    'Công ty Môi trường đô thị Ngự Bình',
    'Hợp tác xã Vệ sinh môi trường Tam Giang',
  ],
  drainage: ['Công ty Thoát nước đô thị Kim Long', 'Công ty Thoát nước Phú Bài'],
  lighting: ['Công ty Chiếu sáng công cộng Trường Tiền', 'Công ty Điện chiếu sáng Hương Thủy'],
  water: ['Công ty Cấp nước Vạn Niên', 'Công ty Cấp nước Phú Lộc', 'Công ty Nước sạch nông thôn A Lưới'],
  power: ['Công ty Điện lực Cố đô', 'Điện lực Nam Sông Hương', 'Điện lực Phú Vang', 'Điện lực Phong Điền'],
  telecom: [
    'Công ty Viễn thông Bạch Mã',
    'Công ty Truyền hình cáp Thuận Hóa',
    'Công ty Viễn thông Lăng Cô',
    'Công ty Hạ tầng số Ngự Hà',
  ],
  roads: ['Công ty Quản lý đường bộ Thừa Lưu', 'Công ty Bảo trì cầu đường An Cựu'],
  bus: ['Công ty Xe buýt Đông Ba', 'Công ty Bến xe phía Nam'],
  parking: ['Công ty Bãi đỗ xe Tràng Tiền'],
  markets: ['Công ty Quản lý chợ An Cựu', 'Công ty Khai thác chợ Phú Hậu'],
};

/** Bodies whose habit is set, so that they stand out in every run; the others follow from their place in the list. */
const known: { readonly [name: string]: Habit } = {
  'Công ty Môi trường đô thị Sông Hương': 'good',
  'Công ty Chiếu sáng công cộng Trường Tiền': 'good',
  'Công ty Thoát nước đô thị Kim Long': 'bad',
  'Công ty Viễn thông Bạch Mã': 'gaming',
  'Sở Giao thông vận tải': 'bad',
  'Công ty Cấp nước Vạn Niên': 'good',
  'Điện lực Nam Sông Hương': 'gaming',
  'UBND phường Vỹ Dạ': 'good',
  'UBND phường An Cựu': 'bad',
  'UBND phường Tây Lộc': 'gaming',
};
const habits: readonly Habit[] = [
  'ordinary',
  'good',
  'ordinary',
  'ordinary',
  'bad',
  'ordinary',
  'good',
  'ordinary',
  'gaming',
  'ordinary',
  'good',
  'ordinary',
  'bad',
];

interface Named {
  readonly duty: string;
  readonly name: string;
  readonly kind: Agency['kind'];
  readonly district?: string;
  readonly areaCode?: string;
}

const everyBody: readonly Named[] = [
  ...Object.entries(enterprises).flatMap(([duty, names]) =>
    names.map((name) => ({ duty, name, kind: 'enterprise' as const })),
  ),
  ...Object.entries(departments).map(([duty, name]) => ({ duty, name, kind: 'government' as const })),
  ...Object.entries(districtBodies).flatMap(([duty, name]) =>
    districtNames.map((district) => ({
      duty,
      name: `${name} ${district}`,
      kind: 'government' as const,
      district,
    })),
  ),
  ...wards.map(({ kind, name, areaCode, district }) => ({
    duty: 'ward',
    name: `UBND ${kind} ${name}`,
    kind: 'government' as const,
    district,
    areaCode,
  })),
];

const bodies = everyBody.map((body, index): Named & { readonly agency: Agency } => ({
  ...body,
  agency: {
    agencyId: slug(body.name),
    name: body.name,
    kind: body.kind,
    habit: known[body.name] ?? habits[index % habits.length] ?? 'ordinary',
  },
}));

/** Every body that the centre works with. */
export const agencies: readonly Agency[] = bodies.map(({ agency }) => agency);

const byPlace = new Map(
  bodies.map(({ duty, areaCode, district, agency }) => [`${duty} ${areaCode ?? district ?? ''}`, agency]),
);
const byDuty = Map.groupBy(bodies, ({ duty }) => duty);

/** The bodies that do a thing in a ward: one for what wards and districts do, else all that share it in the province. */
export const bodiesFor = (duty: string, { areaCode, district }: Ward): readonly Agency[] => {
  const local = byPlace.get(`${duty} ${areaCode}`) ?? byPlace.get(`${duty} ${district}`);
  return local === undefined ? (byDuty.get(duty) ?? []).map(({ agency }) => agency) : [local];
};
