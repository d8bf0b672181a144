import BusinessTime
import SupportPolicy

/// A moment as a person types it: with an offset it is an instant, without one the clock on a zone's wall.
enum WallTime {
    /// - Throws: `CommandFailure.usage` for what is no date, such as 30 February.
    static func day(_ text: String) throws -> CalendarDate {
        guard let day = CalendarDate(iso: text) else {
            throw CommandFailure.usage(Said(es: "'\(text)' no es una fecha; se escribe 2026-03-16.", en: "'\(text)' is not a date; write 2026-03-16."))
        }
        return day
    }

    /// - Throws: `CommandFailure.usage` for what is no date and time, such as 30 February.
    static func instant(_ text: String, in zone: Zone) throws -> Instant {
        guard let instant = zone.instant(written: text) else {
            throw CommandFailure.usage(Said(
                es: "'\(text)' no es una fecha y hora que exista; se escribe 2026-03-12T17:00, o con su huso 2026-03-12T17:00-06:00.",
                en: "'\(text)' is no date and time that exists; write 2026-03-12T17:00, or with its offset 2026-03-12T17:00-06:00."))
        }
        return instant
    }
}
