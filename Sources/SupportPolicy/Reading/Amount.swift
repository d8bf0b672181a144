import BusinessTime

/// The ways of counting a duration, as the language spells them.
enum Count: String, CaseIterable {
    case workingTime = "working_time"
    case businessDays = "business_days"
    case businessClock = "business_clock"
    case calendarDays = "calendar_days"
    case elapsed
}

/// At which moment of its last day a span of business days ends.
enum Ending: String, CaseIterable {
    case sameTime = "same_time"
    case closeOfBusiness = "close_of_business"
}

/// An amount of time as written, before it is said how it counts: `24 h`.
struct Amount {
    let text: String
    private let seconds: Int64
    private let unit: Unit

    private enum Unit: String {
        case min, h, d

        var seconds: Int64 {
            switch self {
            case .min: 60
            case .h: 3_600
            case .d: 86_400
            }
        }
    }

    init?(_ text: String) {
        let words = text.split(separator: " ")
        // 99,999 days are more than a schedule covers.
        guard words.count == 2, text.first != " ", text.last != " ", words[0].first != "0", (1...5).contains(words[0].utf8.count),
              words[0].utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
              let number = Int64(words[0]), let unit = Unit(rawValue: String(words[1]))
        else { return nil }
        self.text = text
        self.unit = unit
        seconds = number * unit.seconds
    }

    /// - Returns: `nil` where the way of counting does not fit, such as 10 h as business days.
    func allowance(_ count: Count, ending: Ending = .sameTime, roll: Allowance.Roll = .none) -> Allowance? {
        let days = seconds % 86_400 == 0 ? Int(seconds / 86_400) : nil
        switch count {
        case .workingTime: return unit == .d ? nil : .workingTime(seconds: seconds)
        case .businessClock: return .businessClock(seconds: seconds)
        case .elapsed: return .elapsed(seconds: seconds, roll: roll)
        case .businessDays: return days.map { .businessDays($0, ending: ending == .sameTime ? .sameTime : .closeOfBusiness) }
        case .calendarDays: return days.map { .calendarDays($0, roll: roll) }
        }
    }

    /// The error of a duration without its way of counting: it shows when each reading would fall due.
    func bare(at cursor: Cursor, on schedule: Schedule?) -> Finding {
        let example = CalendarDate(iso: "2026-03-12")!
        var es: [String] = [], en: [String] = []
        if let schedule {
            let received = schedule.zone.instant(LocalDateTime(date: example, secondOfDay: 17 * 3_600))
            for count in [Count.workingTime, .businessDays] {
                guard let allowance = allowance(count), let due = try? schedule.due(allowance, after: received) else { continue }
                es.append("\(count.rawValue) vence \(Wording(.es, schedule.zone).short(due))")
                en.append("\(count.rawValue) falls due \(Wording(.en, schedule.zone).short(due))")
            }
        }
        let results = (es: es.joined(separator: "; "), en: en.joined(separator: "; "))
        return cursor.finding(.error, Said(
            es: "'\(text)' no dice cómo se cuenta (count). Recibido el jueves 12 de marzo de 2026 a las 17:00: \(results.es)",
            en: "'\(text)' does not say how it counts (count). Received Thursday 12 March 2026 at 17:00: \(results.en)"))
    }
}
