/** What a made photo shows and says. */
export interface MakeJpegOptions {
  /** Pixels; 64 by default. */
  readonly width?: number;
  /** Pixels; 48 by default. */
  readonly height?: number;
  /** Local time, `2024-05-01T12:30:00`; goes to EXIF DateTimeOriginal and CreateDate. */
  readonly takenAt?: string;
  /** `+02:00`; goes to EXIF OffsetTimeOriginal. */
  readonly takenOffset?: string;
  readonly make?: string;
  readonly model?: string;
  /** EXIF orientation, 1 to 8; 1 by default. */
  readonly orientation?: number;
  /** Goes to IPTC ObjectName (its first 64 bytes) and XMP dc:title. */
  readonly title?: string;
  /** Go to IPTC Keywords (64 bytes each) and XMP dc:subject. */
  readonly keywords?: readonly string[];
  /** XMP xmp:Rating, -1 to 5. */
  readonly rating?: number;
  /** Exact size of the file in bytes, for photos of real size; as small as can be by default. */
  readonly padTo?: number;
  /** Different seeds give different pictures and different bytes, equal seeds equal ones. */
  readonly seed?: number;
}
