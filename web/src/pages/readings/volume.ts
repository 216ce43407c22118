import { add, compare, type Decimal, decimal, multiply, subtract, toText, ZERO } from "../../format";

export interface Dial {
  readonly digits: number;
  readonly multiplier: string;
}

/** What a value means at once, before the service has been asked. `rolledOver`: only if the dial went through zero. */
export interface LiveVolume {
  readonly kwh: string;
  readonly rolledOver: boolean;
}

/** (current - previous) x multiplier; below the previous one the dial must have passed its end (domain.md 3.3 M7, M8). */
export function liveVolume(current: string, previous: string, dial: Dial): LiveVolume {
  const [now, before] = [decimal(current), decimal(previous)];
  const rolledOver = compare(now, before) < 0;
  const end: Decimal = rolledOver ? { units: 10n ** BigInt(dial.digits), scale: 0 } : ZERO;
  const moved = subtract(add(now, end), before);
  return { kwh: toText(multiply(moved, decimal(dial.multiplier))), rolledOver };
}
