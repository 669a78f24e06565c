/** Tags of the first directory of EXIF that are asked for. */
export const IFD0_TAGS = {
  /** Of Panasonic's RW2 only. */
  panasonicIso: 0x0017,
  imageDescription: 0x010e,
  make: 0x010f,
  model: 0x0110,
  orientation: 0x0112,
  software: 0x0131,
  artist: 0x013b,
  rating: 0x4746,
  copyright: 0x8298,
  xpComment: 0x9c9c,
  xpKeywords: 0x9c9e,
  cameraSerialNumber: 0xc62f,
} as const;

/** Tags of the Exif directory that are asked for. */
export const EXIF_TAGS = {
  exposureTime: 0x829a,
  fNumber: 0x829d,
  iso: 0x8827,
  dateTimeOriginal: 0x9003,
  createDate: 0x9004,
  offsetTime: 0x9010,
  offsetTimeOriginal: 0x9011,
  offsetTimeDigitized: 0x9012,
  flash: 0x9209,
  focalLength: 0x920a,
  userComment: 0x9286,
  subSecTimeOriginal: 0x9291,
  subSecTimeDigitized: 0x9292,
  pixelWidth: 0xa002,
  pixelHeight: 0xa003,
  focalLength35mm: 0xa405,
  serialNumber: 0xa431,
  lensModel: 0xa434,
  /** Of Adobe's Camera Raw, as the lens below. */
  cameraRawSerialNumber: 0xfde9,
  lens: 0xfdea,
} as const;
