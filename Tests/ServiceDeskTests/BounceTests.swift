import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

struct BounceTests {
    private static let luna = "From: Luna Lara <luna@papeleria.example>"

    /// A delivery report as mail servers write it (RFC 3464).
    private func report(of letter: OutboxRow, action: String, status: String, number: Int = 0) -> [UInt8] {
        Array("""
            From: MAILER-DAEMON@mx.example\r
            Subject: Undelivered Mail \(number)\r
            Content-Type: multipart/report; report-type=delivery-status; boundary=b\r
            \r
            --b\r
            \r
            No se pudo.\r
            --b\r
            Content-Type: message/delivery-status\r
            \r
            Reporting-MTA: dns; mx.example\r
            \r
            Final-Recipient: rfc822; \(letter.recipient)\r
            Action: \(action)\r
            Status: \(status)\r
            Diagnostic-Code: smtp; \(status.prefix(1))50 buzon\r
            \r
            --b\r
            Content-Type: text/rfc822-headers\r
            \r
            Message-ID: <\(letter.messageID)>\r
            --b--\r
            """.utf8)
    }

    @Test(arguments: Engine.all)
    func `a letter that came back is shown on its entry, marks the address and tells who has the ticket`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let folio = try await world.deliver(Self.luna, "Subject: No timbra")
        try await world.desk.reply(to: folio, saying: "Reinicie.", as: world[.ines])
        let letter = try #require(try await world.outbox(to: .luna).last)
        try await world.tamper("UPDATE outbox SET state = 'sent'")
        let ticket = try await world.ticket(folio)
        func failure() async throws -> MailFailure? { try await world.desk.read { try $0.mailFailure(of: ticket.requester) } }
        func shown(to role: Role) async throws -> [TimelineItem] {
            try await world.desk.read { try $0.timeline(of: ticket, for: role) }.filter { $0.letters.contains(where: \.isTroubled) }
        }

        #expect(try await world.deliver(raw: report(of: letter, action: "delayed", status: "4.4.1")) == folio)
        #expect(try await failure() == .soft)
        #expect(try await shown(to: .agent).flatMap(\.letters).map(\.fate) == [.sent])
        #expect(try await world.outbox(to: .luna).last?.state == .sent)

        #expect(try await world.deliver(raw: report(of: letter, action: "failed", status: "5.1.1")) == folio)
        #expect(try await failure() == .hard)
        let items = try await shown(to: .agent)
        #expect(items.map(\.entry.kind) == [.replied] && items[0].letters[0].recipient == world[.luna].email)
        #expect(items[0].letters[0].problem == "5.1.1 550 buzon" && items[0].letters[0].fate == .failed)
        #expect(try await shown(to: .client).isEmpty)
        let bounced = try #require(try await world.outbox(to: .luna).first { $0.messageID == letter.messageID })
        #expect(bounced.state == .failed)
        try await world.desk.sendAgain(bounced.id, as: world[.ines])

        let holder = try #require(try await world.journal(folio).last { $0.kind == .noted })
        #expect(holder.body.facts["bounce"] == "hard")
        #expect(try await world.desk.notices(of: world[.ines]).filter { $0.kind == .bounced }.count == 2)

        #expect(try await world.deliver(Self.luna, "Subject: Ya funciona mi correo") == "IN-102")
        #expect(try await failure() == nil, "he has written: his address works")
        #expect(try await world.desk.verify().problems == [])
    }

    /// Reports of letters to Luna as servers write them that quote nothing in parts, each by what else leads to the letter.
    @Test(arguments: Engine.all)
    func `a report in prose, or without the letter, is shown on the entry, marks the address and tells who has the ticket`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let folio = try await world.deliver(Self.luna, "Subject: No timbra")
        try await world.desk.reply(to: folio, saying: "Reinicie.", as: world[.ines])
        let letter = try #require(try await world.outbox(to: .luna).last), requester = try await world.ticket(folio).requester
        let copy = "--- Below this line is a copy of the message.\r\n\r\nTo: luna@papeleria.example\r\n"
        let qmail = "Hi. This is the qmail-send program.\r\n\r\n<luna@papeleria.example>:\r\n"
        let parts = "Content-Type: multipart/report; report-type=delivery-status; boundary=b"
        let status = "--b\r\n\r\nNo se pudo.\r\n\r\nEncabezados originales:\r\n\r\n> Subject: x\r\n> Message-ID: <\(letter.messageID)>\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; luna@papeleria.example\r\nAction: failed\r\nStatus: 5.1.1\r\n--b--"
        let secret = try #require(ReplyKey.address("soporte@intecnia.example", for: letter.id, with: try await world.desk.secret(named: ReplyKey.secretName)))
        let reports: [(headers: [String], text: String, failure: MailFailure)] = [
            (["Subject: failure notice"], "\(qmail)No mailbox. (#5.1.1)\r\n\r\n\(copy)Message-Id: <\(letter.messageID)>", .hard),
            (["Subject: Mail delivery failed", "X-Failed-Recipients: luna@papeleria.example", "References: <otra@cliente.example> <\(letter.messageID)>"],
             "\r\n  luna@papeleria.example\r\n    452 4.2.2 mailbox full", .soft),
            (["Subject: Undeliverable: \(letter.subject)", parts], status, .hard),
            (["Subject: failure notice"], "\(qmail)Full (#4.2.2)\r\n\r\n\(copy)Subject: \(letter.subject)\r\nMessage-ID:\r\n <\(letter.messageID)>", .soft),
            (["Subject: failure notice", "To: \(secret)"], "No llegó.", .hard),
            (["Subject: Warning: message delayed", "To: \(secret)"], "Seguimos intentando.", .soft),
        ]
        for (number, report) in reports.enumerated() {
            try await world.tamper("UPDATE outbox SET state = 'sent', problem = NULL")
            try await world.tamper("UPDATE person SET undeliverable = NULL")
            let raw = (["Return-Path: <>", "From: MAILER-DAEMON@mx.example", "X-Number: \(number)"] + report.headers + ["", report.text]).joined(separator: "\r\n")
            #expect(try await world.deliver(raw: Array(raw.utf8)) == folio, "\(number)")
            #expect(try await world.desk.read { try $0.mailFailure(of: requester) } == report.failure, "\(number)")
            let marked = try await world.outbox().filter { $0.problem != nil }
            #expect(marked.map(\.messageID) == [letter.messageID], "\(number)")
            #expect(marked.first?.state == (number == 5 ? .sent : .failed), "\(number)")
        }
        #expect(try await world.desk.notices(of: world[.ines]).filter { $0.kind == .bounced }.count == reports.count)
        #expect(try await world.kinds(folio).filter { $0 == .noted }.count == reports.count)
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a folio is no evidence: whoever knows it and its client's address fails no letter, marks no address and adds nothing`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let folio = try await world.deliver(Self.luna, "Subject: No timbra"), requester = try await world.ticket(folio).requester
        try await world.tamper("UPDATE outbox SET state = 'sent'")
        let prose = "Hi.\r\n\r\n<luna@papeleria.example>:\r\nno mailbox (#5.1.1)"
        let forged = [
            "Subject: failure notice [\(folio)]", "Subject: Undeliverable: [\(folio)] Recibimos su solicitud\r\nX-Failed-Recipients: luna@papeleria.example",
            "Subject: failure notice [\(folio)]\r\nIn-Reply-To: <otra@cliente.example>",
            "Subject: failure notice\r\nTo: soporte+\(String(repeating: "a", count: 39))@intecnia.example",
        ]
        for (number, header) in forged.enumerated() {
            #expect(try await world.deliver("From: MAILER-DAEMON@malo.example", header, saying: prose) == "IN-\(102 + number)", "what a stranger's machine says")
        }
        #expect(try await world.outbox().allSatisfy { $0.problem == nil && $0.state == .sent || $0.folio != folio })
        #expect(try await world.outbox().allSatisfy { !$0.recipient.contains("malo.example") }, "and nobody answers it")
        #expect(try await world.desk.read { try $0.mailFailure(of: requester) } == nil)
        #expect(try await world.kinds(folio).contains(.noted) == false)
        #expect(try await world.notices(of: .ines).contains(.bounced) == false)
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a notice that came back tells nobody, and a report of a stranger's letter marks nothing`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        let folio = try await world.deliver(Self.luna, "Subject: No timbra")
        let notice = try #require(try await world.outbox().first { $0.recipient != world[.luna].email })
        let mails = try await world.outbox().count
        try await world.tamper("UPDATE outbox SET state = 'sent'")
        #expect(try await world.deliver(raw: report(of: notice, action: "failed", status: "5.1.1")) == folio)
        #expect(try await world.outbox().count == mails, "it would come back, too")
        #expect(try await world.outbox().first { $0.messageID == notice.messageID }?.state == .failed)

        let other = try await World(.intecnia, on: engine, at: "2026-03-12 17:00")
        _ = try await other.deliver(Self.luna, "Subject: Otro")
        let stranger = try #require(try await other.outbox(to: .luna).last)
        #expect(try await world.deliver(raw: report(of: stranger, action: "failed", status: "5.1.1")) == "IN-102")
        #expect(try await world.outbox(to: .luna).allSatisfy { $0.state == .sent || $0.problem == nil })
        #expect(try await world.desk.verify().problems == [])
    }
}
