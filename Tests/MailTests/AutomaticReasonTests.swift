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
        ("Subject: Respuesta automática", .vacation), ("Subject: AUTO: Ana is out of the office (returning 3/3)", .vacation),
        ("Subject: Ausencia de timbres en mi cuenta", nil), ("Subject: Ausencia de respuesta", nil), ("Subject: Re: Fuera de la oficina", nil),
        ("Subject: Fuera de la oficina no puedo timbrar", nil), ("Subject: Auto: no enciende el equipo", nil),
        ("Subject: Respuesta automática no funciona en mi buzón", nil), ("Subject: Autoreply no sale", nil),
        ("Content-Type: multipart/report; report-type=disposition-notification; boundary=b", .report),
        ("Preference: auto_reply", .precedence), ("X-POST-MessageClass: 9; Autoresponder", .responseSuppressed), ("Delivered-To: Autoresponder", .responseSuppressed),
        ("Delivered-To: soporte@example.mx", nil),
        ("From: do_not_reply@example.mx", .machineSender), ("From: noreply-invoices@example.mx", .machineSender),
        ("From: facturas.no-reply@example.mx", .machineSender), ("From: Avisos <bounces+ana=example.mx@lista.example>", .machineSender),
        ("From: notifications@example.mx", .machineSender), ("From: postmaster@example.mx", .machineSender), ("From: no-responder@example.mx", .machineSender),
        ("From: bouncer@example.mx", nil), ("From: ana.postmaster@example.mx", nil), ("From: Noreply Ana <ana@example.mx>", nil),
    ] as [(String, AutomaticReason?)])
    func `what no person wrote is recognised`(header: String, reason: AutomaticReason?) throws {
        let message = try InboundMessage.parse(Array((header + "\r\n\r\nhola").utf8))
        #expect(message.automatic == reason)
        #expect(message.isAutomatic == (reason != nil))
    }
}
