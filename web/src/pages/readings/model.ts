import type { MeteringSchemas } from "../../api";

export type Meter = MeteringSchemas["Meter"];
export type Register = MeteringSchemas["Register"];
export type Zone = MeteringSchemas["TariffZone"];
export type Reading = MeteringSchemas["Reading"];
export type CheckedReading = MeteringSchemas["CheckedReading"];
export type ReadingWarning = MeteringSchemas["ReadingWarning"];
export type ContractWindow = MeteringSchemas["ContractWindow"];
export type PointWindow = MeteringSchemas["PointWindow"];

/** What is sent: all zones together. */
export interface Submission {
  readonly taken_on: string;
  readonly values: Readonly<Record<string, string>>;
}
