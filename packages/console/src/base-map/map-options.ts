/** What maps show beneath the reports. Nothing, unless the operator chose it: how a map draws borders is laid down by law in some countries. */
export interface MapOptions {
  readonly base?: BaseMapPictures | BaseMapFile;
  /** A GeoJSON file with the boundaries of areas, such as wards: drawn as lines, each with its `name` where it has one. One with a `code` too names the area of that code on every page; `nameEn`: in English. */
  readonly areasFile?: string;
}

/** Pictures from another host, which browsers ask for. */
export interface BaseMapPictures {
  /** Of each picture, with `{z}`, `{x}` and `{y}` in it, beginning with `https://`. */
  readonly url: string;
  /** Whose map it is: stands on the map. */
  readonly attribution: string;
  /** The closest zoom that there are pictures of. Default 19. */
  readonly deepestZoom?: number;
}

/** One PMTiles file with pictures (PNG, JPEG, WebP or AVIF), served from here. */
export interface BaseMapFile {
  readonly file: string;
  readonly attribution: string;
}
