import BusinessTime
import Foundation
import ZoneFiles

/// Answers one line of `ventanilla business-time`. Calendars seen before are not compiled again.
struct BusinessTimeAnswerer {
    /// Compiled calendars kept; when there are more, all are let go, so that memory stays bounded.
    private static let kept = 64

    private var schedules: [BusinessTime.Calendar: Schedule] = [:]
    private let decoder = JSONDecoder()
    private let encoder = JSONEncoder()

    init() {
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    /// The answer as JSON, without a line end.
    mutating func answer(_ line: Data) -> Data {
        var id: BusinessTimeID?
        let result: BusinessTimeAnswer
        do {
            let question = try decoder.decode(BusinessTimeQuestion.self, from: line)
            id = question.id
            result = try BusinessTimeAnswer(id: id, outcome(of: question))
        } catch {
            id = id ?? (try? decoder.decode(BusinessTimeIdentity.self, from: line))?.id
            result = BusinessTimeAnswer(id: id, .refused(BusinessTimeRefusal(error).reason))
        }
        // Strings and integers always encode; the fixed line only keeps the answers in step with the questions.
        return (try? encoder.encode(result)) ?? Data(#"{"error":"unreadable","id":null}"#.utf8)
    }

    private mutating func outcome(of question: BusinessTimeQuestion) throws -> BusinessTimeAnswer.Outcome {
        let schedule = try schedule(question.calendar())
        let start = try question.instant(question.start, "start")
        let pauses = try question.spans()
        switch question.op {
        case "elapsed":
            let end = try question.instant(question.end, "end")
            let seconds = schedule.elapsed(from: start, to: end, except: pauses)
            return .seconds(try question.zeroWhenReversed() ? max(0, seconds) : seconds)
        case "deadline":
            guard let seconds = question.seconds else { throw BusinessTimeRefusal("seconds is missing") }
            let due =
                try question.isBackward(seconds < 0)
                ? schedule.instant(Int64(clamping: seconds.magnitude), before: start, except: pauses)
                : schedule.instant(seconds, after: start, except: pauses)
            return try .due(due, in: schedule.zone)
        case "deadline_days":
            guard let days = question.days else { throw BusinessTimeRefusal("days is missing") }
            guard pauses.isEmpty else { throw BusinessTimeRefusal("deadline_days has no rule for pauses") }
            let due =
                try question.isBackward(days < 0)
                ? schedule.instant(openDays: Int(clamping: days.magnitude), before: start)
                : schedule.instant(openDays: days, after: start)
            return try .due(due, in: schedule.zone)
        default:
            throw BusinessTimeRefusal("op must be deadline, elapsed or deadline_days")
        }
    }

    private mutating func schedule(_ calendar: BusinessTime.Calendar) -> Schedule {
        if let schedule = schedules[calendar] { return schedule }
        if schedules.count >= Self.kept { schedules = [:] }
        let schedule = Schedule(calendar)
        schedules[calendar] = schedule
        return schedule
    }
}

/// What goes out for one line.
struct BusinessTimeAnswer: Encodable {
    enum Outcome {
        case due(String)
        case seconds(Int64)
        case refused(String)

        static func due(_ instant: Instant, in zone: Zone) throws -> Outcome {
            guard instant < .never else { throw BusinessTimeRefusal("never due: a pause does not end") }
            return .due(zone.iso8601(instant))
        }
    }

    private let id: BusinessTimeID?
    private let outcome: Outcome

    init(id: BusinessTimeID?, _ outcome: Outcome) {
        self.id = id
        self.outcome = outcome
    }

    private enum Key: String, CodingKey { case id, due, seconds, error }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: Key.self)
        try object.encode(id, forKey: .id)
        switch outcome {
        case .due(let due): try object.encode(due, forKey: .due)
        case .seconds(let seconds): try object.encode(seconds, forKey: .seconds)
        case .refused(let reason): try object.encode(reason, forKey: .error)
        }
    }
}
