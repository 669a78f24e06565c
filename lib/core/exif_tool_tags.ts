/** A value of ExifTool: numbers are texts too, lists are arrays, structures are records. */
export type ExifToolValue =
  | string
  | readonly ExifToolValue[]
  | { readonly [field: string]: ExifToolValue }
  | null;

/** Tags by family 1 group and name, `IFD0:Make`, as `exiftool -j -n -G1 -struct` names them. */
export type ExifToolTags = Readonly<Record<string, ExifToolValue>>;
