/// Why a zone's data cannot be used.
public enum ZoneError: Error, Hashable, Sendable {
    /// The bytes are not a TZif file, or end too early.
    case notTZif
    /// The file counts leap seconds (`right/…`), which instants here do not.
    case leapSeconds
    /// The rule for the far future in the file's last line cannot be read.
    case unreadableRule(String)
}

/// A place's wall clock: every change of its offset, from the public time zone data.
///
/// Equal when the names are equal: one process loads one edition of the data.
public struct Zone: Hashable, Sendable, CustomStringConvertible {
    /// As in the tz database: `America/Mexico_City`.
    public let name: String
    /// `starts[i]` is where `offsets[i]` begins to hold; the first one holds since ever.
    private let starts: [Int64]
    private let offsets: [Int]

    /// Compiles a TZif file, version 1 to 4 (RFC 8536).
    ///
    /// The rule in the file's footer is written out as transitions until the end of the supported years, so that
    /// asking costs one binary search whatever the year.
    public init(name: String, tzif bytes: [UInt8]) throws(ZoneError) {
        let file = try TZif(bytes)
        var starts = [Int64.min] + file.transitions.map(\.at)
        var offsets = [file.firstOffset] + file.transitions.map(\.offset)
        if let rule = file.rule {
            let last = starts[starts.count - 1]
            let firstYear = last == .min ? Horizon.years.lowerBound : LocalDateTime(secondsSinceEpoch: last).date.year
            for transition in rule.transitions(in: firstYear...Horizon.years.upperBound + 1) where transition.at > last {
                starts.append(transition.at)
                offsets.append(transition.offset)
            }
        }
        self.init(name: name, starts: starts, offsets: offsets)
    }

    private init(name: String, starts: [Int64], offsets: [Int]) {
        self.name = name
        self.starts = starts
        self.offsets = offsets
    }

    /// Coordinated universal time; needs no data.
    public static let utc = Zone(name: "UTC", starts: [.min], offsets: [0])

    /// Seconds east of Greenwich that hold at `instant`.
    public func offset(at instant: Instant) -> Int { offsets[segment(at: instant.seconds)] }

    /// What the wall clock shows at `instant`.
    public func local(_ instant: Instant) -> LocalDateTime {
        LocalDateTime(secondsSinceEpoch: instant.advanced(by: Int64(offset(at: instant))).seconds)
    }

    /// The calendar day on the wall at `instant`.
    public func date(of instant: Instant) -> CalendarDate { local(instant).date }

    /// When the wall clock shows `local`.
    ///
    /// A time that the clock skips (spring) is the moment of the change; one that it shows twice (autumn) is the first.
    public func instant(_ local: LocalDateTime) -> Instant { instant(wall: local.secondsSinceEpoch) }

    /// Midnight at which `date` begins.
    public func startOfDay(_ date: CalendarDate) -> Instant { instant(wall: Int64(date.daysSinceEpoch) * 86_400) }

    /// As `instant(_:)`, for wall seconds since 1970. Tries the offsets in force around that time in their order: the
    /// first that has not ended by then is right, and if it has not begun either, the clock jumped over that time.
    func instant(wall: Int64) -> Instant {
        var index = segment(at: wall - 26 * 3600)
        while true {
            let candidate = wall - Int64(offsets[index])
            if candidate < starts[index] { return Instant(seconds: starts[index]) }
            if index + 1 == starts.count || candidate < starts[index + 1] { return Instant(seconds: candidate) }
            index += 1
        }
    }

    /// `2026-03-13T13:00:00-06:00`. Offsets with odd seconds (before standard time) have no ISO form: those are given in UTC.
    public func iso8601(_ instant: Instant) -> String {
        let offset = offset(at: instant)
        guard offset % 60 == 0 else { return instant.iso8601 }
        let minutes = abs(offset) / 60
        return "\(local(instant).iso)\(offset < 0 ? "-" : "+")\(padded(minutes / 60)):\(padded(minutes % 60))"
    }

    /// As `name`.
    public var description: String { name }

    /// Whether both have the same name.
    public static func == (a: Zone, b: Zone) -> Bool { a.name == b.name }
    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }

    private func segment(at seconds: Int64) -> Int {
        starts.withUnsafeBufferPointer { $0.firstIndex(above: seconds) - 1 }
    }
}
