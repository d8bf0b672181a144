import Mail
import Testing

private let left = "List-Unsubscribe: <https://lista.example/baja>", click = "List-Unsubscribe-Post: List-Unsubscribe=One-Click"

struct AutomaticReasonTests {
    @Test(arguments: [
        ("Auto-Submitted: auto-replied", AutomaticReason.autoSubmitted), ("Auto-Submitted: no", nil), ("Precedence: Bulk", .precedence), ("Precedence: auto_reply", .precedence),
        ("Precedence: junk", .precedence), ("Preference: bulk", .precedence), ("Precedence: list", nil),
        ("Precedence: bulk\r\nList-Id: <a.example>", nil), ("Precedence: junk\r\n\(left)", nil),
        ("Precedence: first-class", nil), ("X-Auto-Response-Suppress: OOF, AutoReply", .responseSuppressed),
        ("X-Auto-Response-Suppress: None", nil), ("List-Id: <a.example>", nil), ("Return-Path: <>", .emptyReturnPath),
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
        ("From: postmaster@example.mx", nil), ("From: no-responder@example.mx", nil),
    ] as [(String, AutomaticReason?)])
    func `what no person wrote is recognised`(header: String, reason: AutomaticReason?) throws {
        let message = try InboundMessage.parse(Array((header + "\r\n\r\nhola").utf8))
        #expect(message.automatic == reason)
        #expect(message.isAutomatic == (reason != nil))
    }

    @Test(arguments: [
        ("Precedence: bulk\r\n\(left)", Caution.bulk), ("Precedence: junk\r\nList-Help: <https://lista.example>", .bulk), (left, .bulk), ("\(left)\r\n\(click)", .bulk),
        ("List-Id: <nuevas.tienda.example>\r\n\(left)\r\n\(click)", .bulk), ("List-Id: <nuevas.tienda.example>\r\nList-Post: NO (sólo avisos)", .bulk),
        ("List-Id: <soporte.fel.example>\r\n\(left)\r\nPrecedence: list", .list), ("List-Id: <a.example>", .list), ("Precedence: list", .list),
        ("List-Post: <mailto:soporte@fel.example>\r\n\(left)\r\n\(click)", .list), ("List-Post: <mailto:a@b.example>\r\nPrecedence: bulk", .bulk),
        ("From: do_not_reply@example.mx", .machineSender), ("From: noreply-invoices@example.mx", .machineSender),
        ("From: facturas.no-reply@example.mx", .machineSender), ("From: Avisos <bounces+ana=example.mx@lista.example>", .machineSender),
        ("From: notifications@example.mx", .machineSender), ("From: postmaster@example.mx", .machineSender), ("From: no-responder@example.mx", .machineSender),
        ("From: bouncer@example.mx", nil), ("From: ana.postmaster@example.mx", nil), ("From: Noreply Ana <ana@example.mx>", nil), ("Precedence: first-class", nil),
    ] as [(String, Caution?)])
    func `what many get, a list hands on, or a program's address sends calls for caution, and may be a person's`(header: String, caution: Caution?) throws {
        let message = try InboundMessage.parse(Array((header + "\r\n\r\nhola").utf8))
        #expect(message.caution == caution)
        #expect(!message.isAutomatic)
    }

    @Test func `a list says by which addresses it is written to, and who wrote what it sends under its own`() throws {
        func parse(_ headers: String...) throws -> InboundMessage { try InboundMessage.parse(Array((headers.joined(separator: "\r\n") + "\r\n\r\nhola").utf8)) }
        let id = "List-Id: Soporte <soporte.fel.example>", luna = "luna@papeleria.example"
        let plain = try parse("From: Luna <\(luna)>", id, "List-Post: <https://grupos.example/p>, <mailto:Mesa@Lista.example?subject=x>", "Reply-To: mesa@lista.example")
        #expect(plain.from?.email == luna && plain.listAddresses.isSuperset(of: ["soporte@fel.example", "mesa@lista.example"]))
        #expect(plain.from.map(plain.isOfList) == false && plain.replyTo.map(plain.isOfList) == true)

        let proof = "Authentication-Results: mx; dmarc=pass header.from=fel.example"
        for elsewhere in ["X-Original-From: Luna <\(luna)>", "Reply-To: Soporte <soporte@fel.example>, Luna <\(luna)>"] {
            let message = try parse(proof, "From: 'Luna' via Soporte <soporte@fel.example>", id, elsewhere)
            #expect(message.from?.email == luna && message.provenSender(by: "mx") == nil, "the list is proven, and not she")
        }
        let both = try parse("From: Soporte <soporte@fel.example>", id, "Reply-To: sol@otro.example", "X-Original-From: Luna <\(luna)>")
        #expect(both.from?.email == luna, "who wrote it goes before whom to answer, whichever stands first")
        #expect(try parse("From: Soporte <soporte@fel.example>", id).from?.email == "soporte@fel.example")
        #expect(try parse("From: Luna <\(luna)>", "X-Original-From: Sol <sol@otro.example>").from?.email == luna, "no list, no other writer")
    }
}
