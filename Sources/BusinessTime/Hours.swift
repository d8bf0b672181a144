/// Opening hours inside one day, by the wall clock.
///
/// The end may lie after 24:00: those hours run into the night and belong to the day on which they start.
public struct DayHours: Hashable, Sendable, CustomStringConvertible {
    /// Seconds since local midnight; `start < 24 h`, `start <= end <= start + 24 h`.
    public let start, end: Int

    /// - Returns: `nil` unless `0 <= start < 24 h` and `start <= end <= start + 24 h`.
    public init?(start: Int, end: Int) {
        guard start >= 0, start < 86_400, end >= start, end - start <= 86_400 else { return nil }
        self.start = start
        self.end = end
    }

    /// Reads `09:00-14:00`, `23:00-07:00` (overnight), `00:00-24:00` (the whole day); `09:00-09:00` is empty.
    public init?(_ text: some StringProtocol) {
        let ends = text.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "–" }
        guard ends.count == 2 else { return nil }
        self.init(from: ends[0], to: ends[1])
    }

    /// Reads the two ends apart, each `HH:MM` or `HH:MM:SS`. An end before the start is on the following day.
    public init?(from: some StringProtocol, to: some StringProtocol) {
        guard let start = DayHours.seconds(from), let end = DayHours.seconds(to) else { return nil }
        self.init(start: start, end: end < start ? end + 86_400 : end)
    }

    /// `00:00-24:00`.
    public static let wholeDay = DayHours(unchecked: 0, 86_400)

    private init(unchecked start: Int, _ end: Int) {
        self.start = start
        self.end = end
    }

    /// No time at all.
    public var isEmpty: Bool { start == end }

    /// `23:00-07:00`, as it was read.
    public var description: String {
        let end = end > 86_400 ? end - 86_400 : end
        return "\(DayHours.text(start))-\(DayHours.text(end))"
    }

    /// 24:00 is a time of day like any other: written 23:59, a day would lose its last minute.
    private static func seconds(_ text: some StringProtocol) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts.dropFirst().allSatisfy({ $0.utf8.count == 2 }),
            (1...2).contains(parts[0].utf8.count),
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        let numbers = parts.compactMap { Int($0) }
        let seconds = numbers[0] * 3600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
        guard numbers.dropFirst().allSatisfy({ $0 < 60 }), seconds <= 86_400 else { return nil }
        return seconds
    }

    private static func text(_ seconds: Int) -> String {
        let minutes = "\(padded(seconds / 3600)):\(padded(seconds / 60 % 60))"
        return seconds % 60 == 0 ? minutes : "\(minutes):\(padded(seconds % 60))"
    }
}

/// The opening hours of an ordinary week. Hours of one day may touch and overlap; they count once.
public struct WeeklyHours: Hashable, Sendable {
    private var days: [[DayHours]] = Array(repeating: [], count: 7)

    /// Closed all week.
    public init() {}

    /// The hours of each day; closed on those left out.
    public init(_ hours: [Weekday: [DayHours]]) {
        for (day, list) in hours { self[day] = list }
    }

    /// The same hours on several days.
    public init(_ weekdays: some Sequence<Weekday>, _ hours: [DayHours]) {
        for day in weekdays { self[day] = hours }
    }

    /// The hours that start on a day; empty when closed.
    public subscript(day: Weekday) -> [DayHours] {
        get { days[day.rawValue - 1] }
        set { days[day.rawValue - 1] = newValue }
    }

    /// Every day, all day.
    public static let always = WeeklyHours(Weekday.allCases, [.wholeDay])
}
