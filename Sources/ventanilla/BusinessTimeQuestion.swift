import BusinessTime
import Foundation
import ZoneFiles

/// Why a line is not answered, in words for whoever wrote it.
struct BusinessTimeRefusal: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }

    init(_ error: any Error) {
        switch error {
        case let refusal as BusinessTimeRefusal: reason = refusal.reason
        case ScheduleError.neverOpen: reason = "the calendar has no open time on that side"
        case ScheduleError.beyondHorizon: reason = "outside the supported years 1900-2200"
        case ScheduleError.negativeAmount: reason = "the amount must not be negative"
        case ZoneFiles.Failure.unknownZone(let name): reason = "unknown timezone: \(name.prefix(100))"
        case ZoneFiles.Failure.unusable(let name, _): reason = "unusable timezone: \(name)"
        case DecodingError.keyNotFound(let key, _): reason = "\(key.stringValue) is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            reason = context.codingPath.isEmpty
                ? "not a JSON object" : "\(context.codingPath.map(\.stringValue).joined(separator: ".")) has the wrong type"
        default: reason = "not a JSON object"
        }
    }
}

/// A line's id, given back as it came: text, a whole number or null.
enum BusinessTimeID: Codable {
    case text(String)
    case number(Int64)

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        self = if let number = try? value.decode(Int64.self) { .number(number) } else { .text(try value.decode(String.self)) }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .text(let text): try value.encode(text)
        case .number(let number): try value.encode(number)
        }
    }
}

/// Read apart from a question that cannot be read, so that the refusal still carries its id.
struct BusinessTimeIdentity: Decodable {
    let id: BusinessTimeID?
}

/// One line of `ventanilla business-time`, as it is written.
struct BusinessTimeQuestion: Decodable {
    let id: BusinessTimeID?
    let timezone: String
    let weekly: [String: [[String]]]
    let holidays: [String]?
    let specialHours, breaks: [String: [[String]]]?
    /// Start and end; an end of null is a pause that is still running.
    let pauses: [[String?]]?
    let op: String
    let start: String
    let end: String?
    let seconds: Int64?
    let days: Int?
    let direction, reversedRule: String?

    private enum CodingKeys: String, CodingKey {
        case id, timezone, weekly, holidays, breaks, pauses, op, start, end, seconds, days, direction
        case specialHours = "special_hours"
        case reversedRule = "reversed_rule"
    }
}

extension BusinessTimeQuestion {
    /// Dated hours win over a holiday of the same date, as in every `Calendar`.
    func calendar() throws -> BusinessTime.Calendar {
        var hours = WeeklyHours()
        for (name, list) in weekly {
            guard let day = Weekday(name) else { throw BusinessTimeRefusal("no such weekday: \(name.prefix(100))") }
            hours[day] = try list.map(dayHours)
        }
        return BusinessTime.Calendar(
            zone: try ZoneFiles.zone(named: timezone),
            weekly: hours,
            closed: Set(try (holidays ?? []).map(date)),
            special: try dated(specialHours),
            breaks: try dated(breaks))
    }

    func instant(_ text: String?, _ field: String) throws -> Instant {
        guard let text else { throw BusinessTimeRefusal("\(field) is missing") }
        guard let instant = Instant(iso8601: text) else {
            throw BusinessTimeRefusal("\(field) is not an instant with an offset: \(text.prefix(100))")
        }
        return instant
    }

    func spans() throws -> [Span] {
        try (pauses ?? []).map { pair in
            guard pair.count == 2, let first = pair[0] else { throw BusinessTimeRefusal("a pause is [start, end]") }
            let span = Span(try instant(first, "pause start"), try pair[1].map { try instant($0, "pause end") } ?? .never)
            guard span.start <= span.end else { throw BusinessTimeRefusal("a pause ends before it starts") }
            return span
        }
    }

    func isBackward(_ isNegative: Bool) throws -> Bool {
        switch direction {
        case nil: isNegative
        case "forward": isNegative
        case "backward": true
        case let other?: throw BusinessTimeRefusal("direction must be forward or backward: \(other.prefix(100))")
        }
    }

    func zeroWhenReversed() throws -> Bool {
        switch reversedRule {
        case nil, "negative": false
        case "zero": true
        case let other?: throw BusinessTimeRefusal("reversed_rule must be negative or zero: \(other.prefix(100))")
        }
    }

    private func dated(_ lists: [String: [[String]]]?) throws -> [CalendarDate: [DayHours]] {
        try Dictionary(uniqueKeysWithValues: (lists ?? [:]).map { (try date($0), try $1.map(dayHours)) })
    }

    private func date(_ text: String) throws -> CalendarDate {
        guard let date = CalendarDate(iso: text) else { throw BusinessTimeRefusal("no such date: \(text.prefix(100))") }
        return date
    }

    private func dayHours(_ pair: [String]) throws -> DayHours {
        guard pair.count == 2, let hours = DayHours(from: pair[0], to: pair[1]) else {
            throw BusinessTimeRefusal("hours are [\"HH:MM\", \"HH:MM\"]: \(pair.joined(separator: ", ").prefix(100))")
        }
        return hours
    }
}
