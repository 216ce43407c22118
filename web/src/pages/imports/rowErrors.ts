import type { Lang } from "../../format";
import type { Import } from "./queries";

type RowError = Import["errors"][number];

/** The file comes back with Russian comments; whoever reads English is told the same on the page, by code. */
const ENGLISH: Readonly<Record<string, string>> = {
  required: "Fill in this cell.",
  unknown_point: "The contract has no point with this code.",
  incomplete_day: "The day is not complete: its periods must follow each other without a gap.",
  unknown_meter: "The contract has no meter with this number.",
  ambiguous_meter: "The contract has several meters with this number: submit the reading on their pages.",
  unknown_zone: "The meter has no such zone. Zones are «Сутки», «День», «Ночь», «Пик» and «Полупик».",
  duplicate: "This zone of the meter stands above already.",
  bad_date: "Give the date of the reading: DD.MM.YYYY.",
  dates_differ: "All zones of a meter have one date.",
  other_zone: "All zones of a meter go together, and another row of it has an error.",
  zone_missing: "All zones of a meter go together, and one is missing.",
  negative: "A value is never negative.",
  not_a_number: "A value is digits, with a comma or a point before the decimals.",
  too_many_digits: "The meter has fewer digits before the comma.",
  too_many_decimals: "The meter has fewer decimals. Nothing is rounded.",
  in_future: "The date has not come yet.",
  before_previous: "The date is before the previous reading.",
  decreased: "The value is below the previous one.",
  remote_read: "This meter is read remotely, there is nothing to submit.",
  meter_removed: "The meter was taken off: readings are taken of the one that replaced it.",
  window_closed: "Readings of this meter are not taken now.",
  rollover: "The value is below the previous one. If the dial has passed its end, write «да» in the last column.",
  exceeds_average: "The volume is several times the average. If it is right, write «да» in the last column.",
  exceeds_capacity: "The volume is more than the maximum power could consume. If it is right, write «да».",
  zero: "There was consumption in the last period. If there is none now, write «да» in the last column.",
  zone_spike: "One zone has grown several times. If it is right, write «да» in the last column.",
  night_share: "An unusual share is at night. If it is right, write «да» in the last column.",
};

export function rowErrorText(error: RowError, lang: Lang): string {
  return (lang === "en" && ENGLISH[error.code]) || error.detail;
}
