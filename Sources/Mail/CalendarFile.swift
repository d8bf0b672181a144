import BusinessTime

/// Events as a calendar program takes them (RFC 5545), by mail (RFC 6047) or as a file.
public struct CalendarFile: Sendable {
    public struct Event: Sendable {
        /// The same for good: by it a calendar knows the event again.
        public var uid: String
        /// Grows with each change; what is older than what a calendar has, it ignores.
        public var revision: Int
        /// When it was said.
        public var saidAt: Instant
        public var begins, ends: Instant
        public var summary: String
        public var location = ""
        public var description = ""
        public var isCancelled = false
        public var organizer: Address?
        /// Whom it is sent to. Nothing is asked of him.
        public var attendee: Address?

        public init(uid: String, revision: Int, saidAt: Instant, begins: Instant, ends: Instant, summary: String) {
            (self.uid, self.revision, self.saidAt, self.begins, self.ends, self.summary) = (uid, revision, saidAt, begins, ends, summary)
        }
    }

    public var method: Invitation.Method
    /// As a calendar shows it that fetches the file again and again.
    public var name: String?
    public var events: [Event]

    public init(_ method: Invitation.Method, _ events: [Event], name: String? = nil) {
        (self.method, self.events, self.name) = (method, events, name)
    }

    /// Lines of at most 75 bytes, each ended by CRLF.
    public var text: String {
        var lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Ventanilla//Visitas//ES", "METHOD:\(method.rawValue.uppercased())"]
        if let name { lines.append("X-WR-CALNAME:\(Self.escaped(name))") }
        for event in events { lines += event.lines }
        return (lines + ["END:VCALENDAR"]).map { Self.folded($0) + "\r\n" }.joined()
    }

    /// Text of a property: what has a meaning of its own is escaped, and no control character is left.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.replacing("\r\n", with: "\n").unicodeScalars {
            switch scalar {
            case "\\", ";", ",": escaped += "\\\(scalar)"
            case "\n", "\r", "\u{2028}", "\u{2029}": escaped += "\\n"
            case "\t": escaped += " "
            case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value): continue
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// RFC 5545 §3.1: what is longer goes on after a line break and a space; no character is torn apart.
    static func folded(_ line: String) -> String {
        var folded = "", length = 0
        func append(_ piece: String) {
            if length + piece.utf8.count > 75 {
                folded += "\r\n "
                length = 1
            }
            folded += piece
            length += piece.utf8.count
        }
        for character in line {
            // Nobody types one that fills a line.
            if character.utf8.count < 75 { append(String(character)) } else { for scalar in character.unicodeScalars { append(String(scalar)) } }
        }
        return folded
    }
}

extension CalendarFile.Event {
    fileprivate var lines: [String] {
        var lines = [
            "BEGIN:VEVENT", "UID:\(CalendarFile.escaped(uid))", "SEQUENCE:\(revision)", "DTSTAMP:\(Self.utc(saidAt))", "DTSTART:\(Self.utc(begins))",
            "DTEND:\(Self.utc(ends))", "SUMMARY:\(CalendarFile.escaped(summary))",
        ]
        if !location.isEmpty { lines.append("LOCATION:\(CalendarFile.escaped(location))") }
        if !description.isEmpty { lines.append("DESCRIPTION:\(CalendarFile.escaped(description))") }
        if let organizer { lines.append("ORGANIZER\(Self.name(organizer)):mailto:\(organizer.email)") }
        if let attendee { lines.append("ATTENDEE\(Self.name(attendee));ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:\(attendee.email)") }
        return lines + ["STATUS:\(isCancelled ? "CANCELLED" : "CONFIRMED")", "END:VEVENT"]
    }

    /// `20260312T230000Z`
    private static func utc(_ instant: Instant) -> String {
        instant.iso8601.filter { $0 != "-" && $0 != ":" }
    }

    /// A parameter between quotes, which nothing inside may end.
    private static func name(_ address: Address) -> String {
        let name = String((address.name ?? "").unicodeScalars.filter { $0 != "\"" && $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }.map(Character.init))
        return name.isEmpty ? "" : ";CN=\"\(name)\""
    }
}
