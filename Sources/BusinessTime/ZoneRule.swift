/// The rule of a zone for all years to come, as POSIX writes it: `PST8PDT,M3.2.0,M11.1.0`.
struct ZoneRule {
    /// Seconds east of Greenwich.
    private let standard: Int
    private let daylight: (offset: Int, begins: Moment, ends: Moment)?

    /// A day of the year and the wall time on it; the time may lie in another day (−167 h … 167 h).
    fileprivate struct Moment {
        let day: Day
        let second: Int
    }

    fileprivate enum Day {
        /// Day 1 … 365, 29 February never counted.
        case julian(Int)
        /// Day 0 … 365, 29 February counted.
        case ordinal(Int)
        /// Weekday (0 Sunday) of a week (5: the last) of a month.
        case week(month: Int, week: Int, weekday: Int)
    }

    init(_ text: String) throws(ZoneError) {
        guard let rule = ZoneRule(parsing: text) else { throw .unreadableRule(text) }
        self = rule
    }

    /// The changes in these years, in order; none where one offset holds for good.
    func transitions(in years: ClosedRange<Int>) -> [TZif.Transition] {
        guard let daylight else { return [] }
        var all: [TZif.Transition] = []
        for year in years {
            let begins = daylight.begins.wall(in: year) - Int64(standard)
            let ends = daylight.ends.wall(in: year) - Int64(daylight.offset)
            all.append(TZif.Transition(at: begins, offset: daylight.offset))
            all.append(TZif.Transition(at: ends, offset: standard))
        }
        return all.sorted { $0.at < $1.at }
    }
}

extension ZoneRule {
    private init?(parsing text: String) {
        var parser = Parser(rest: Substring(text))
        guard parser.name(), let standard = parser.time() else { return nil }
        self.standard = -standard
        if parser.rest.isEmpty {
            daylight = nil
            return
        }
        guard parser.name() else { return nil }
        let offset = parser.rest.first == "," ? standard - 3600 : parser.time()
        guard let offset, let begins = parser.moment(), let ends = parser.moment(), parser.rest.isEmpty else { return nil }
        daylight = (-offset, begins, ends)
    }

    private struct Parser {
        var rest: Substring

        /// `PST` or `<-03>`; at least three characters long.
        mutating func name() -> Bool {
            if rest.first == "<" {
                guard let end = rest.firstIndex(of: ">") else { return false }
                rest = rest[rest.index(after: end)...]
                return true
            }
            let letters = rest.prefix(while: \.isLetter)
            rest = rest.dropFirst(letters.count)
            return letters.count >= 3
        }

        /// `8`, `-3:30`, `+02:00:00` in seconds.
        mutating func time() -> Int? {
            let sign = take("-") ? -1 : 1
            if sign > 0 { _ = take("+") }
            guard var seconds = number().map({ $0 * 3600 }), seconds <= 167 * 3600 else { return nil }
            for unit in [60, 1] where take(":") {
                guard let value = number(), value < 60 else { return nil }
                seconds += value * unit
            }
            return sign * seconds
        }

        /// `,M3.2.0/2`.
        mutating func moment() -> Moment? {
            guard take(","), let day = day() else { return nil }
            guard take("/") else { return Moment(day: day, second: 2 * 3600) }
            return time().map { Moment(day: day, second: $0) }
        }

        private mutating func day() -> Day? {
            if take("J") { return number().flatMap { (1...365).contains($0) ? .julian($0) : nil } }
            guard take("M") else { return number().flatMap { (0...365).contains($0) ? .ordinal($0) : nil } }
            guard let month = number(), (1...12).contains(month), take("."),
                let week = number(), (1...5).contains(week), take("."),
                let weekday = number(), (0...6).contains(weekday)
            else { return nil }
            return .week(month: month, week: week, weekday: weekday)
        }

        private mutating func number() -> Int? {
            let digits = rest.prefix(while: \.isNumber)
            rest = rest.dropFirst(digits.count)
            return Int(digits)
        }

        private mutating func take(_ character: Character) -> Bool {
            guard rest.first == character else { return false }
            rest = rest.dropFirst()
            return true
        }
    }
}

extension ZoneRule.Moment {
    /// Wall seconds since 1970 in that year.
    func wall(in year: Int) -> Int64 { Int64(dayNumber(in: year)) * 86_400 + Int64(second) }

    private func dayNumber(in year: Int) -> Int {
        let newYear = CalendarDate.newYear(year).daysSinceEpoch
        switch day {
        case .julian(let day):
            let leap = CalendarDate.days(inMonth: 2, of: year) == 29
            return newYear + day - 1 + (leap && day >= 60 ? 1 : 0)
        case .ordinal(let day):
            return newYear + day
        case .week(let month, let week, let weekday):
            let first = CalendarDate.fixed(year, month, 1)
            let toFirst = (weekday - first.weekday.rawValue % 7 + 7) % 7
            var day = toFirst + (week - 1) * 7
            if day >= CalendarDate.days(inMonth: month, of: year) { day -= 7 }
            return first.daysSinceEpoch + day
        }
    }
}
