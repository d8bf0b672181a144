import BusinessTime
import Foundation
import Mail
import Testing

/// Events as calendars take them (RFC 5545, RFC 6047).
struct CalendarFileTests {
    private func event(_ summary: String = "Visita", location: String = "", description: String = "") -> CalendarFile.Event {
        var event = CalendarFile.Event(
            uid: "visit-7-1@intecnia.example", revision: 2, saidAt: Instant(seconds: 1_772_467_200), begins: Instant(iso8601: "2026-03-12T17:00:00-06:00")!,
            ends: Instant(iso8601: "2026-03-12T18:30:00-06:00")!, summary: summary)
        (event.location, event.description) = (location, description)
        event.organizer = Address(name: "Intecnia \"Sur\";X", email: "soporte@intecnia.example")
        event.attendee = Address(name: "Luna", email: "luna@papeleria.example")
        return event
    }

    @Test func `an event is said in the universal time, with its method, its identity and its revision`() throws {
        let lines = CalendarFile(.request, [event()]).text.components(separatedBy: "\r\n")
        for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REQUEST", "UID:visit-7-1@intecnia.example", "SEQUENCE:2", "DTSTART:20260312T230000Z", "DTEND:20260313T003000Z",
                     "DTSTAMP:20260302T160000Z", "STATUS:CONFIRMED", "END:VEVENT", "END:VCALENDAR", "ORGANIZER;CN=\"Intecnia Sur;X\":mailto:soporte@intecnia.example"] {
            #expect(lines.contains(line), "\(lines)")
        }
        let whole = CalendarFile(.request, [event()]).text.replacing("\r\n ", with: "")
        #expect(whole.contains("RSVP=FALSE:mailto:luna@papeleria.example"))
        var cancelled = event()
        cancelled.isCancelled = true
        let text = CalendarFile(.cancel, [cancelled]).text
        #expect(text.contains("METHOD:CANCEL\r\n") && text.contains("STATUS:CANCELLED\r\n"))
    }

    @Test(arguments: [
        ("Bodega; piso 3, \\ patio", "Bodega\\; piso 3\\, \\\\ patio"), ("uno\r\ndos\ntres", "uno\\ndos\\ntres"), ("a\u{0}b\u{7}c\td", "abc d"), ("x\nEND:VEVENT", "x\\nEND:VEVENT"),
    ])
    func `what a text says is never a line of its own`(_ text: String, _ written: String) throws {
        let lines = CalendarFile(.publish, [event(location: text)]).text.components(separatedBy: "\r\n")
        #expect(lines.contains("LOCATION:\(written)"), "\(lines)")
        #expect(lines.filter { $0 == "END:VEVENT" }.count == 1)
    }

    @Test(arguments: [String(repeating: "ñandú y pingüino ", count: 20), String(repeating: "请求", count: 60), String(repeating: "👩🏽‍💻", count: 30), String(repeating: "a", count: 63), "e" + String(repeating: "\u{301}", count: 90), String(repeating: "a", count: 68)])
    func `long lines are folded at 75 bytes, and what was folded is the same text`(_ text: String) throws {
        let file = CalendarFile(.publish, [event(description: text)]).text
        #expect(file.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 75 })
        // By bytes: an accent that follows a break is no letter with the space.
        let bytes = Data(file.utf8).map { String(UnicodeScalar($0)) }.joined().replacingOccurrences(of: "\r\n ", with: "")
        #expect(bytes.contains(Data("DESCRIPTION:\(text)\r\n".utf8).map { String(UnicodeScalar($0)) }.joined()))
        #expect(Invitation(Array(CalendarFile(.request, [event(text)]).text.utf8))?.summary.hasPrefix(text.prefix(20).trimmingSuffix) == true)
    }

    @Test func `in a mail it is the richest of the alternatives, and a file beside it`() throws {
        var message = try OutboundMessageTests.message(html: "<p>Hola</p>")
        message.calendar = CalendarFile(.request, [event("Visita de Peña")]).text
        let bytes = try message.rendered(), text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("text/calendar; charset=utf-8; method=REQUEST") || text.contains("method=REQUEST"), "\(text)")
        let received = try InboundMessage.parse(bytes)
        #expect(received.text.hasPrefix("Hola") && received.html?.contains("Hola") == true)
        let invitation = try #require(received.invitation)
        #expect(invitation.method == .request && invitation.summary == "Visita de Peña" && invitation.start?.instant == event().begins)
        message.calendar = "no calendar"
        #expect(!String(decoding: try message.rendered(), as: UTF8.self).contains("text/calendar"))
    }
}

extension Substring {
    fileprivate var trimmingSuffix: String { hasSuffix(" ") ? String(dropLast()) : String(self) }
}
