import Mail
import Testing

struct AutomaticReasonTests {
    @Test(arguments: [
        ("Auto-Submitted: auto-replied", AutomaticReason.autoSubmitted), ("Auto-Submitted: no", nil), ("Precedence: Bulk", .precedence),
        ("Precedence: first-class", nil), ("X-Auto-Response-Suppress: OOF, AutoReply", .responseSuppressed),
        ("X-Auto-Response-Suppress: None", nil), ("List-Id: <a.example>", .mailingList), ("Return-Path: <>", .emptyReturnPath),
        ("Return-Path: <ana@example.mx>", nil), ("From: MAILER-DAEMON@example.mx", .machineSender), ("X-Autoreply: yes", .responseSuppressed),
        ("Subject: Respuesta automática: de vacaciones", .vacation), ("Subject: =?utf-8?q?Fuera_de_la_oficina?=", .vacation),
        ("Subject: Out of Office: Ana", .vacation), ("Subject: La respuesta automática no sale", nil),
    ] as [(String, AutomaticReason?)])
    func `what no person wrote is recognised`(header: String, reason: AutomaticReason?) throws {
        let message = try InboundMessage.parse(Array((header + "\r\n\r\nhola").utf8))
        #expect(message.automatic == reason)
        #expect(message.isAutomatic == (reason != nil))
    }
}
