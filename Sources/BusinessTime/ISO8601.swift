extension Instant {
    /// Reads `2026-03-13T13:00:00-06:00`: a date, a time of day and an offset or `Z`.
    ///
    /// Seconds may be missing and may carry a fraction, which is dropped. A time without an offset is refused, because
    /// it is not an instant; so are dates and times that do not exist (30 February, 24:00, a 60th second).
    public init?(iso8601 text: some StringProtocol) {
        var scanner = DigitScanner(text)
        guard
            let date = scanner.date(),
            scanner.skip(anyOf: "T", "t", " "),
            let second = scanner.timeOfDay(),
            let offset = scanner.offset(),
            scanner.isAtEnd
        else { return nil }
        self.init(seconds: Int64(date.daysSinceEpoch) * 86_400 + Int64(second - offset))
    }

    /// `2026-03-13T19:00:00Z`.
    public var iso8601: String {
        LocalDateTime(secondsSinceEpoch: seconds).iso + "Z"
    }
}

/// Reads the fixed-width digits of dates and times from ASCII; says `nil` at the first byte that does not fit.
struct DigitScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: some StringProtocol) {
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { position == bytes.count }

    /// Exactly `count` digits.
    mutating func number(digits count: Int) -> Int? {
        guard position + count <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<position + count] {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        position += count
        return value
    }

    mutating func skip(anyOf scalars: Unicode.Scalar...) -> Bool {
        guard position < bytes.count, scalars.contains(Unicode.Scalar(bytes[position])) else { return false }
        position += 1
        return true
    }

    /// `2026-03-13`, if there is such a day.
    mutating func date() -> CalendarDate? {
        guard let year = number(digits: 4), skip(anyOf: "-"),
            let month = number(digits: 2), skip(anyOf: "-"),
            let day = number(digits: 2)
        else { return nil }
        return CalendarDate(year: year, month: month, day: day)
    }

    /// `13:00`, `13:00:30` or `13:00:30.5`, as seconds since midnight.
    mutating func timeOfDay() -> Int? {
        guard let hour = number(digits: 2), hour < 24, skip(anyOf: ":"),
            let minute = number(digits: 2), minute < 60
        else { return nil }
        var second = 0
        if skip(anyOf: ":") {
            guard let value = number(digits: 2), value < 60 else { return nil }
            second = value
            if skip(anyOf: ".", ",") {
                guard number(digits: 1) != nil else { return nil }
                while number(digits: 1) != nil {}
            }
        }
        return hour * 3600 + minute * 60 + second
    }

    /// `Z`, `-06:00`, `-0600` or `-06`, as seconds east of Greenwich.
    mutating func offset() -> Int? {
        if skip(anyOf: "Z", "z") { return 0 }
        let sign = skip(anyOf: "-") ? -1 : 1
        guard sign < 0 || skip(anyOf: "+"), let hour = number(digits: 2), hour < 24 else { return nil }
        if isAtEnd { return sign * hour * 3600 }
        _ = skip(anyOf: ":")
        guard let minute = number(digits: 2), minute < 60 else { return nil }
        return sign * (hour * 3600 + minute * 60)
    }
}

/// `7` as `07`; wider numbers stay as they are.
func padded(_ number: Int, to width: Int = 2) -> String {
    let digits = String(abs(number))
    let zeros = String(repeating: "0", count: max(0, width - digits.count))
    return (number < 0 ? "-" : "") + zeros + digits
}

extension Zone {
    /// A moment as a person types it: with an offset it is an instant, without one the time on this zone's wall. `nil` for
    /// what is no date and time, such as 30 February.
    public func instant(written text: String) -> Instant? {
        if let instant = Instant(iso8601: text) { return instant }
        // Read as if the wall stood in Greenwich, then hung where it belongs.
        return Instant(iso8601: text + "Z").map { instant(Zone.utc.local($0)) }
    }
}
