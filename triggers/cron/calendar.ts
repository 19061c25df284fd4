/** A minute on a wall clock. */
export interface WallTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

export const MINUTE_MS = 60_000;

/** A wall clock: UTC, or that of a time zone. */
export interface Clock {
  readonly at: (instantMs: number) => WallTime;
}

export const utcClock: Clock = {
  at: (instantMs) => {
    const date = new Date(instantMs);
    return {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
    };
  },
};

/** The clock of an IANA time zone, with its daylight saving; undefined for a name that is none. */
export function zoneClock(timeZone: string): Clock | undefined {
  const format = zoneFormat(timeZone);
  if (format === undefined) return undefined;
  return {
    at: (instantMs) => {
      const parts = Object.fromEntries(format.formatToParts(instantMs).map(({ type, value }) => [type, Number(value)]));
      const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts;
      return { year, month, day, hour, minute };
    },
  };
}

function zoneFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat("en-u-ca-iso8601-nu-latn", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
  } catch {
    return undefined;
  }
}

/** The wall time as if it were UTC, so that wall times can be counted with. */
export function wallMs({ year, month, day, hour, minute }: WallTime): number {
  return Date.UTC(year, month - 1, day, hour, minute);
}

/** How far the clock is ahead of UTC at an instant. */
export function offsetMs(clock: Clock, instantMs: number): number {
  return wallMs(clock.at(instantMs)) - Math.floor(instantMs / MINUTE_MS) * MINUTE_MS;
}

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** 1 for Sunday to 7. */
export function weekdayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}
