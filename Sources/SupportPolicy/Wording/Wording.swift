import BusinessTime

/// Instants, durations and reckonings in a reader's language, by the wall clock of a zone.
public struct Wording: Sendable {
    public let language: Language
    public let zone: Zone

    public init(_ language: Language, _ zone: Zone) {
        self.language = language
        self.zone = zone
    }

    /// "viernes 13 de marzo de 2026, 19:00"
    public func full(_ instant: Instant) -> String {
        let local = zone.local(instant)
        return "\(full(local.date)), \(clock(local))"
    }

    /// "vie 13 mar, 19:00"
    public func short(_ instant: Instant) -> String {
        let local = zone.local(instant)
        return "\(day(local.date)), \(clock(local))"
    }

    /// "hoy 19:00", "mañana 10:00", else as `short`; another year is named.
    public func near(_ instant: Instant, now: Instant) -> String {
        let local = zone.local(instant), today = zone.local(now).date
        switch local.date.daysSinceEpoch - today.daysSinceEpoch {
        case 0: return "\(Said(es: "hoy", en: "today")(in: language)) \(clock(local))"
        case 1: return "\(Said(es: "mañana", en: "tomorrow")(in: language)) \(clock(local))"
        case -1: return "\(Said(es: "ayer", en: "yesterday")(in: language)) \(clock(local))"
        default: return local.date.year == today.year ? short(instant) : "\(day(local.date)) \(local.date.year), \(clock(local))"
        }
    }

    /// "vie 13 mar"
    public func day(_ date: CalendarDate) -> String {
        let weekday = Self.weekdays[date.weekday]!(in: language).prefix(3)
        return "\(weekday) \(date.day) \(Self.months[date.month - 1](in: language).prefix(3))"
    }

    /// "viernes 13 de marzo de 2026"
    public func full(_ date: CalendarDate) -> String {
        let weekday = Self.weekdays[date.weekday]!(in: language), month = Self.months[date.month - 1](in: language)
        return switch language {
        case .es: "\(weekday) \(date.day) de \(month) de \(date.year)"
        case .en: "\(weekday) \(date.day) \(month) \(date.year)"
        }
    }

    /// "19:00"
    public func clock(_ instant: Instant) -> String { clock(zone.local(instant)) }

    /// "1 h 40 min"; seconds only below one minute.
    public func duration(_ seconds: Int64) -> String {
        let minutes = abs(seconds) / 60
        switch (minutes / 60, minutes % 60) {
        case (0, 0): return "\(abs(seconds)) s"
        case (0, let minutes): return "\(minutes) min"
        case (let hours, 0): return "\(hours) h"
        case (let hours, let minutes): return "\(hours) h \(minutes) min"
        }
    }

    /// "4 h 56 min 13 s": to the second, for what is added up.
    public func duration(exactly seconds: Int64) -> String {
        let rest = abs(seconds) % 60
        return rest == 0 || abs(seconds) < 60 ? duration(seconds) : "\(duration(seconds)) \(rest) s"
    }

    private func clock(_ local: LocalDateTime) -> String {
        let minutes = local.secondOfDay / 60
        return "\(padded(minutes / 60)):\(padded(minutes % 60))"
    }

    private func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static let weekdays: [Weekday: Said] = [
        .monday: Said(es: "lunes", en: "Monday"), .tuesday: Said(es: "martes", en: "Tuesday"),
        .wednesday: Said(es: "miércoles", en: "Wednesday"), .thursday: Said(es: "jueves", en: "Thursday"),
        .friday: Said(es: "viernes", en: "Friday"), .saturday: Said(es: "sábado", en: "Saturday"),
        .sunday: Said(es: "domingo", en: "Sunday"),
    ]

    private static let months = [
        Said(es: "enero", en: "January"), Said(es: "febrero", en: "February"), Said(es: "marzo", en: "March"),
        Said(es: "abril", en: "April"), Said(es: "mayo", en: "May"), Said(es: "junio", en: "June"),
        Said(es: "julio", en: "July"), Said(es: "agosto", en: "August"), Said(es: "septiembre", en: "September"),
        Said(es: "octubre", en: "October"), Said(es: "noviembre", en: "November"), Said(es: "diciembre", en: "December"),
    ]
}
