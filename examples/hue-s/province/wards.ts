import { slug } from '@phananh/core/engine';

/** A commune-level area with an approximate centre, WGS 84 degrees. */
export interface Ward {
  readonly areaCode: string;
  readonly name: string;
  readonly kind: 'phường' | 'xã' | 'thị trấn';
  readonly district: string;
  readonly lat: number;
  readonly lng: number;
  /** How many reports come from here, in proportion. */
  readonly weight: number;
}

interface District {
  readonly name: string;
  readonly lat: number;
  readonly lng: number;
  /** How far apart its wards lie, in degrees. */
  readonly spread: number;
  readonly weight: number;
  readonly phường?: string;
  readonly xã?: string;
  readonly 'thị trấn'?: string;
}

/** The areas of the three years are those before the reform of July 2025; coordinates are rough. */
const districts: readonly District[] = [
  {
    name: 'thành phố Huế',
    lat: 16.4637,
    lng: 107.5909,
    spread: 0.011,
    weight: 100,
    phường:
      'An Cựu, An Đông, An Hòa, An Tây, Đông Ba, Gia Hội, Hương Long, Hương Sơ, Kim Long, Phú Hội, Phú Nhuận, Phước Vĩnh, Phường Đúc, Tây Lộc, Thuận Hòa, Thuận Lộc, Thủy Biều, Thủy Xuân, Trường An, Vĩnh Ninh, Vỹ Dạ, Xuân Phú, Hương An, Hương Hồ, Hương Vinh, Phú Thượng, Thuận An, Thủy Vân',
    xã: 'Thủy Bằng, Hải Dương, Hương Phong, Hương Thọ, Phú Dương, Phú Mậu, Phú Thanh',
  },
  {
    name: 'thị xã Hương Thủy',
    lat: 16.4,
    lng: 107.68,
    spread: 0.02,
    weight: 22,
    phường: 'Phú Bài, Thủy Châu, Thủy Dương, Thủy Lương, Thủy Phương',
    xã: 'Thủy Phù, Thủy Tân, Thủy Thanh, Dương Hòa, Phú Sơn',
  },
  {
    name: 'thị xã Hương Trà',
    lat: 16.5,
    lng: 107.5,
    spread: 0.02,
    weight: 14,
    phường: 'Tứ Hạ, Hương Chữ, Hương Vân, Hương Xuân',
    xã: 'Hương Toàn, Bình Tiến, Bình Thành, Hương Bình',
  },
  {
    name: 'huyện Phong Điền',
    lat: 16.58,
    lng: 107.36,
    spread: 0.025,
    weight: 6,
    xã: 'Điền Hải, Điền Hòa, Điền Hương, Điền Lộc, Điền Môn, Phong An, Phong Bình, Phong Chương, Phong Hải, Phong Hiền, Phong Hòa, Phong Mỹ, Phong Sơn, Phong Thu, Phong Xuân',
    'thị trấn': 'Phong Điền',
  },
  {
    name: 'huyện Quảng Điền',
    lat: 16.57,
    lng: 107.51,
    spread: 0.018,
    weight: 6,
    xã: 'Quảng An, Quảng Công, Quảng Lợi, Quảng Ngạn, Quảng Phú, Quảng Phước, Quảng Thái, Quảng Thành, Quảng Thọ, Quảng Vinh',
    'thị trấn': 'Sịa',
  },
  {
    name: 'huyện Phú Vang',
    lat: 16.45,
    lng: 107.72,
    spread: 0.018,
    weight: 10,
    xã: 'Phú An, Phú Diên, Phú Gia, Phú Hải, Phú Hồ, Phú Lương, Phú Mỹ, Phú Thuận, Phú Xuân, Vinh An, Vinh Hà, Vinh Thanh, Vinh Xuân',
    'thị trấn': 'Phú Đa',
  },
  {
    name: 'huyện Phú Lộc',
    lat: 16.28,
    lng: 107.88,
    spread: 0.025,
    weight: 7,
    xã: 'Giang Hải, Lộc An, Lộc Bình, Lộc Bổn, Lộc Điền, Lộc Hòa, Lộc Sơn, Lộc Thủy, Lộc Tiến, Lộc Trì, Lộc Vĩnh, Vinh Hiền, Vinh Hưng, Vinh Mỹ, Xuân Lộc',
    'thị trấn': 'Phú Lộc, Lăng Cô',
  },
  {
    name: 'huyện Nam Đông',
    lat: 16.17,
    lng: 107.72,
    spread: 0.022,
    weight: 3,
    xã: 'Hương Hữu, Hương Lộc, Hương Phú, Hương Sơn, Thượng Lộ, Thượng Long, Thượng Nhật, Thượng Quảng',
    'thị trấn': 'Khe Tre',
  },
  {
    name: 'huyện A Lưới',
    lat: 16.22,
    lng: 107.28,
    spread: 0.028,
    weight: 3,
    xã: 'A Ngo, A Roàng, Đông Sơn, Hồng Bắc, Hồng Hạ, Hồng Kim, Hồng Thái, Hồng Thủy, Hồng Thượng, Hồng Vân, Hương Nguyên, Lâm Đớt, Phú Vinh, Quảng Nhâm, Sơn Thủy, Trung Sơn',
    'thị trấn': 'A Lưới',
  },
];

export const districtNames: readonly string[] = districts.map(({ name }) => name);

const kinds = ['phường', 'xã', 'thị trấn'] as const;

/** Wards of a district on a square spiral around its centre: near each other, none on another. */
const wardsOf = (district: District): readonly Ward[] => {
  const { name, lat, lng, spread, weight } = district;
  return kinds
    .flatMap((kind) => (district[kind]?.split(', ') ?? []).map((ward) => ({ kind, ward })))
    .map(({ kind, ward }, index) => {
      const [east, north] = spiral(index);
      return {
        areaCode: slug(`${kind} ${ward}`),
        name: ward,
        kind,
        district: name,
        lat: rounded(lat + north * spread),
        lng: rounded(lng + east * spread),
        // The centre of a district has more people.
        weight: weight / (1 + (Math.abs(east) + Math.abs(north)) / 2),
      };
    });
};

/** The n-th place of a square spiral that starts at the origin. */
const spiral = (n: number): readonly [east: number, north: number] => {
  let [east, north, stepEast, stepNorth] = [0, 0, 1, 0];
  for (let side = 1, left = 1, turns = 0, walked = 0; walked < n; walked++) {
    east += stepEast;
    north += stepNorth;
    left -= 1;
    if (left > 0) continue;
    [stepEast, stepNorth] = [-stepNorth, stepEast];
    turns += 1;
    if (turns % 2 === 0) side += 1;
    left = side;
  }
  return [east, north];
};

export const rounded = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

export const wards: readonly Ward[] = districts.flatMap(wardsOf);
