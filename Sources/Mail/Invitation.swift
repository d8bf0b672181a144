import BusinessTime

/// A calendar event as a mail proposes it (RFC 5545): as much of it as a reader needs to know what he is asked.
public struct Invitation: Hashable, Sendable {
    /// Whether it asks, tells that it will not be, or answers.
    public enum Method: String, Hashable, Sendable {
        case request, cancel, reply, publish, counter
    }

    /// A moment of somebody's wall clock.
    public struct Moment: Hashable, Sendable {
        public let date: CalendarDate
        /// Hour and minute, `HH:mm`; `nil`: the whole day.
        public let clock: String?
        /// Of the clock: `UTC`, a name such as `America/Mexico_City`, or `nil` for the reader's own.
        public let zone: String?
        /// Where the zone says which instant it is.
        public let instant: Instant?
    }

    public var method: Method?
    /// One line, clean; empty where it has none.
    public var summary = ""
    public var location = ""
    public var organizer: String?
    public var start: Moment?
    public var end: Moment?
    /// It comes again and again.
    public var recurs = false

    /// - Returns: `nil` when there is no event in it.
    public init?(_ bytes: [UInt8]) {
        let lines = Self.lines(bytes)
        guard let begin = lines.firstIndex(where: { $0.uppercased() == "BEGIN:VEVENT" }) else { return nil }
        method = lines.compactMap(Property.init).first { $0.name == "METHOD" }.flatMap { Method(rawValue: $0.value.lowercased()) }
        // What stands in a part of the event, such as its alarm, is not the event's.
        var depth = 0
        for property in lines[(begin + 1)...].compactMap(Property.init) {
            if property.name == "BEGIN" { depth += 1 }
            if property.name == "END" { depth -= 1 }
            if depth < 0 { break }
            guard depth == 0 else { continue }
            switch property.name {
            case "SUMMARY": summary = property.text
            case "LOCATION": location = property.text
            case "ORGANIZER": organizer = property.address
            case "DTSTART": start = property.moment
            case "DTEND": end = property.moment
            case "RRULE": recurs = true
            default: continue
            }
        }
    }

    /// Longer calendars are read so far.
    private static let mostBytes = 256 << 10, mostLines = 5_000

    /// Folded lines made whole again.
    private static func lines(_ bytes: [UInt8]) -> [String] {
        let text = String(decoding: bytes.prefix(mostBytes), as: UTF8.self)
        var lines: [String] = []
        for line in text.split(whereSeparator: \.isNewline).prefix(mostLines) {
            // By the letter: an accent that follows the break is no part of the space.
            if line.unicodeScalars.first == " " || line.unicodeScalars.first == "\t", !lines.isEmpty {
                lines[lines.count - 1].unicodeScalars += line.unicodeScalars.dropFirst()
            } else {
                lines.append(String(line))
            }
        }
        return lines
    }

    /// `NAME;PARAMETER=…:value`.
    private struct Property {
        let name: String
        let value: Substring
        private let parameters: [Substring]

        init?(_ line: String) {
            var isQuoted = false
            let colon = line.firstIndex { character in
                if character == "\"" { isQuoted.toggle() }
                return character == ":" && !isQuoted
            }
            guard let colon else { return nil }
            let head = line[..<colon].split(separator: ";")
            guard let first = head.first else { return nil }
            (name, value, parameters) = (first.uppercased(), line[line.index(after: colon)...], Array(head.dropFirst()))
        }

        func parameter(_ name: String) -> String? {
            parameters.first { $0.uppercased().hasPrefix(name + "=") }.map { $0.dropFirst(name.count + 1).filter { $0 != "\"" } }
        }

        var text: String {
            CleanText.line(String(value).replacing("\\n", with: " ").replacing("\\N", with: " ").replacing("\\,", with: ",")
                .replacing("\\;", with: ";").replacing("\\\\", with: "\\"), limit: 300)
        }

        var address: String? {
            let name = parameter("CN").map { CleanText.line($0, limit: 100) } ?? ""
            let email = value.lowercased().hasPrefix("mailto:") ? CleanText.line(String(value.dropFirst(7)), limit: 254) : ""
            return name.isEmpty ? (email.isEmpty ? nil : email) : (email.isEmpty ? name : "\(name) <\(email)>")
        }

        /// `20260312`, `20260312T170000`, `20260312T230000Z`.
        var moment: Moment? {
            let text = Array(value.utf8)
            guard text.count >= 8, text.prefix(8).allSatisfy({ (48...57).contains($0) }) else { return nil }
            func number(_ range: Range<Int>) -> Int { text[range].reduce(0) { $0 * 10 + Int($1) - 48 } }
            guard let date = CalendarDate(iso: "\(value.prefix(4))-\(value.dropFirst(4).prefix(2))-\(value.dropFirst(6).prefix(2))") else { return nil }
            guard text.count >= 15, text[9..<15].allSatisfy({ (48...57).contains($0) }), number(9..<11) < 24, number(11..<13) < 60 else {
                return Moment(date: date, clock: nil, zone: nil, instant: nil)
            }
            let (hours, minutes) = (number(9..<11), number(11..<13))
            let isUTC = text.last == UInt8(ascii: "Z")
            let seconds = Int64(date.daysSinceEpoch) * 86_400 + Int64(hours * 3_600 + minutes * 60)
            return Moment(
                date: date, clock: "\(hours < 10 ? "0" : "")\(hours):\(minutes < 10 ? "0" : "")\(minutes)",
                zone: isUTC ? "UTC" : parameter("TZID").map { CleanText.line($0, limit: 60) },
                instant: isUTC ? Instant(seconds: seconds) : nil)
        }
    }
}
