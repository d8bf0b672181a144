import BusinessTime
import Crypto
import Logging
import Mail
import Storage
import SupportPolicy

extension Desk {
    /// What became of a message.
    package enum MailOutcome: Sendable {
        /// It opened a ticket, or joined one.
        case ticket(folio: String)
        /// A clause takes no requests this way: kept as a visible refusal, and answered with the way in.
        case refused
        /// It came before and was taken then.
        case duplicate(folio: String?)
        /// What looks into it breaks: set aside, visible, to be tried again by hand.
        case parked
        /// The desk wrote it to itself, to try a mailbox.
        case test
    }

    /// Takes a message in. It is durable when this returns, exactly once however often it is delivered; what cannot be
    /// read opens a ticket with the original attached.
    ///
    /// - Parameters:
    ///   - mailbox: by which it came; `nil`: the one to which it is addressed.
    ///   - wholeSize: bytes of a message of which only the beginning is given, because it is too large; 0: it is all.
    ///   - server: the name under which the company's own mail server reports what it found out about the sender.
    package func deliver(
        _ raw: [UInt8], wholeSize: Int = 0, to slug: String, by mailbox: Int64? = nil, trusting server: String? = nil
    ) async throws -> MailOutcome {
        let company = try await read { try $0.company(slug).id }
        let arrival = Arrival(raw, wholeSize: wholeSize, trusting: server)
        try keep(raw, as: arrival)
        let mail = try await write { tx in
            let mail = try tx.enter(arrival, in: company, by: mailbox, isInHand: true)
            guard mail.state == .waiting else { return mail }
            if mail.attempts >= Self.mostAttempts {
                try tx.park(mail.digest, in: company, because: ParkReason(.brokeOften))
            } else {
                try tx.beginLook(at: [mail])
            }
            return try tx.received(mail.digest, in: company)
        }
        switch mail.state {
        case .waiting:
            do {
                return try await take(mail, raw)
            } catch let error as StorageError {
                await forgive(mail, attempts: mail.attempts - 1)
                throw error
            }
        case .parked: return .parked
        case .taken, .refused: return .duplicate(folio: try await folio(mail.ticket))
        }
    }

    /// Looks into a message that has arrived and lets it have its effect, once, whoever else looks into it, too.
    func take(_ mail: ReceivedMail, _ raw: [UInt8]) async throws -> MailOutcome {
        try await settle(mail, try await prepared(mail, raw))
    }

    /// Reads a message and keeps its files: all that needs no transaction.
    ///
    /// - Returns: `nil` where reading it does not end.
    func prepared(_ mail: ReceivedMail, _ raw: [UInt8]) async throws -> Delivery? {
        let original = StoredFile(name: "mensaje.eml", mediaType: "message/rfc822", size: raw.count, blob: mail.blob ?? "")
        let reading = reading
        guard var message = await Watchdog.run(atMost: reading.patience, { reading.parse(raw) }) else {
            logger.critical("a mail is read without end; a processor is lost until the desk starts anew", metadata: ["mail": "\(mail.digest.hex)"])
            return nil
        }
        // What was cut off in the middle is no file.
        if mail.wholeSize > 0 { message?.attachments = [] }
        let files = try await keep((message?.attachments ?? []).filter { $0.bytes.count <= Self.largestFile }.map {
            Upload(name: $0.name, mediaType: $0.mediaType, bytes: $0.bytes)
        })
        let secrets = try await secrets(in: message)
        let evidence = evidence(of: message, trusting: mail.authservID, secrets)
        let addressed = message
        let (company, mailbox, language) = try await read { tx in
            let company = try tx.company(id: mail.company)
            return (company, try tx.mailbox(of: mail, addressed), try tx.policy(company.policyID).language)
        }
        return Delivery(message, by: evidence, answering: secrets, original: original, files: files, of: mail, to: company, by: mailbox, in: language)
    }

    /// Lets a message have its effect.
    func settle(_ mail: ReceivedMail, _ delivery: Delivery?) async throws -> MailOutcome {
        guard let delivery else {
            try await write { try $0.park(mail.digest, in: mail.company, because: ParkReason(.endless)) }
            return .parked
        }
        do {
            return try await write { tx in try tx.deliver(delivery) }
        } catch let refusal as Refusal {
            try await write { tx in try tx.refuse(delivery, refusal) }
            return .refused
        } catch DeskError.invalid(let problems) {
            try await write { tx in try tx.park(mail.digest, in: mail.company, because: ParkReason(.invalid, problems.map(\.message.es).joined(separator: " "))) }
            return .parked
        }
    }

    /// What a message shows of itself; `nil` for one that no person wrote, or nobody who can be named.
    private func evidence(of message: InboundMessage?, trusting server: String?, _ secrets: [Int64]) -> MailEvidence? {
        guard let message, let from = message.from, !message.isAutomatic else { return nil }
        return MailEvidence(
            from: from, isProven: server.flatMap { message.provenSender(by: $0) } != nil, secrets: secrets,
            identifiers: message.inReplyTo + message.references.reversed(), subject: message.subject)
    }

    private func secrets(in message: InboundMessage?) async throws -> [Int64] {
        guard let message else { return [] }
        let addresses = (message.to + message.cc + message.deliveredTo).prefix(100).map(\.email).filter { $0.contains("+") }
        let secret = addresses.isEmpty ? [] : try await secret(named: ReplyKey.secretName)
        return addresses.compactMap { ReplyKey.mail(in: $0, with: secret) }
    }

    private func folio(_ ticket: Int64?) async throws -> String? {
        guard let ticket else { return nil }
        return try await read { try $0.ticket(id: ticket).ticket.folio }
    }
}

extension DeskTransaction {
    fileprivate func deliver(_ mail: Delivery) throws -> Desk.MailOutcome {
        let known = try received(mail.digest, in: mail.company.id)
        guard known.state == .waiting || known.state == .parked else { return .duplicate(folio: try folio(known.ticket)) }
        if let same = try sameMail(as: mail) {
            try settle(mail, .taken, ticket: same.ticket, entry: same.entry)
            return .duplicate(folio: try folio(same.ticket))
        }
        if try noteTest(mail.message?.messageID, at: known.receivedAt, in: mail.company.id) {
            try settle(mail, .taken, ticket: nil, entry: nil)
            return .test
        }
        let reported = try lettersReported(by: mail)
        let answer = reported.isEmpty ? try mail.evidenceOfSender.flatMap { try answered(by: $0, in: mail.company) } : nil
        var course = try course(of: mail, answering: answer, receivedAt: known.receivedAt)
        let ticket: Ticket
        if let id = reported.lazy.compactMap(\.ticket).first {
            ticket = try takeReport(of: reported, by: mail, on: try self.ticket(id: id), course)
        } else {
            if let bounce = mail.message?.bounce { try mark(bounce, reported, on: nil, of: mail.company.id) }
            if let from = mail.evidenceOfSender?.from { try unmark(from.email, in: mail.company.id) }
            if let row = try ticketKeptQuiet(answer, course, mail) {
                ticket = try takeQuietly(mail, answering: answer, on: row, course)
            } else {
                // An answer on an open ticket is taken as one, whatever it looks like: nobody outside hears of it. Where its sender
                // is proven, a flood in his name does not mute it, either.
                if answer != nil, course.quiet == .loop || mail.evidenceOfSender?.isProven == true { course.quiet = nil }
                ticket = try take(mail, answer, course)
                switch answer {
                case .client, nil: try noteCopied(of: mail, on: ticket)
                case .staff, .unproven: break
                }
            }
        }
        try settle(mail, .taken, ticket: ticket.id, entry: try entryMade(on: ticket.id, of: ticket.company), course)
        return .ticket(folio: ticket.folio)
    }

    private func noteCopied(of mail: Delivery, on ticket: Ticket) throws {
        guard let message = mail.message, !message.isAutomatic, message.to.count + message.cc.count > 1,
              let entry = try entryMade(on: ticket.id, of: ticket.company) else { return }
        try note(copied: message, on: ticket, by: entry, of: mail.company)
    }

    private func take(_ mail: Delivery, _ answer: MailAnswer?, _ course: MailCourse) throws -> Ticket {
        switch answer {
        case .client(let row, let client):
            return try replyOfClient(to: row, contents: mail.answer(of: client), as: client, flood: course.flood).ticket
        case .staff(let row, let staff, let letter):
            return try answerOfStaff(mail.body, files: mail.files, on: row, as: staff, to: letter)
        case .unproven(let row, let staff):
            return try note(mail, on: row, ["unsent": "unproven", "claims": "\(staff.person)"], above: claimedSender(of: mail))
        case nil:
            let record = try open(try request(of: mail, course), in: mail.company, as: try proven(mail))
            try save(record)
            return record.ticket
        }
    }

    /// Where a message of a loop or a flood only is noted, because anything else would write to its sender again: on the ticket
    /// that it answers, or to which his last one led. What a client says on an open ticket writes to nobody outside.
    private func ticketKeptQuiet(_ answer: MailAnswer?, _ course: MailCourse, _ mail: Delivery) throws -> TicketRow? {
        guard let quiet = course.quiet else { return nil }
        switch answer {
        case .client(let row, _): return row.ticket.isClosed ? row : nil
        case .staff(let row, _, _): return quiet == .loop ? row : nil
        // He would be told each time.
        case .unproven(let row, _): return row
        case nil:
            guard quiet == .loop else { return nil }
            return try ticketOfLoop(course, before: now, in: mail.company.id).map { try ticket(id: $0) }
        }
    }

    /// The client whom our mail server proved to have sent it, if the company knows him: what he writes is then his (FI-5).
    private func proven(_ mail: Delivery) throws -> Principal? {
        guard let evidence = mail.evidenceOfSender, evidence.isProven,
              let person = try person(email: evidence.from.email, in: mail.company.id), person.role == .client else { return nil }
        return person.principal
    }

    private func folio(_ ticket: Int64?) throws -> String? {
        try ticket.map { try self.ticket(id: $0).ticket.folio }
    }

    /// The same message, taken when it came by another way or under other headers of servers.
    private func sameMail(as mail: Delivery) throws -> ReceivedMail? {
        try sql.first("""
            SELECT \(ReceivedMail.columns) FROM received_mail
            WHERE company_id = \(mail.company.id) AND digest <> \(mail.digest) AND state IN ('taken', 'refused')
              AND essence = (SELECT essence FROM received_mail WHERE company_id = \(mail.company.id) AND digest = \(mail.digest))
            ORDER BY received_at LIMIT 1
            """)
    }

    private func settle(_ mail: Delivery, _ state: ReceivedMail.State, ticket: Int64?, entry: Int64?, _ course: MailCourse? = nil) throws {
        try sql.execute("""
            UPDATE received_mail SET
                state = \(state), ticket_id = \(ticket), entry_id = \(entry), message_id = \(mail.message?.messageID), mailbox_id = COALESCE(\(mail.mailbox?.id), mailbox_id),
                traits = \(mail.message?.traits.words ?? ""), defects = \(mail.problems.codes), problem = NULL
            WHERE company_id = \(mail.company.id) AND digest = \(mail.digest)
            """)
        if let course {
            try sql.execute("""
                UPDATE received_mail SET
                    sender = \(course.sender), fingerprint = \(course.fingerprint), shape = \(course.shape), is_prompt = \(course.isPrompt),
                    is_proven = \(course.isProven), crowd = \(course.crowd), quiet = \(course.quiet)
                WHERE company_id = \(mail.company.id) AND digest = \(mail.digest)
                """)
        }
        try requireFiles([mail.original.blob])
    }

    /// Notes a machine's report of our letters for the staff: it answers nothing and ends no wait. Whoever has the ticket is told where it
    /// answers for the client for whom the ticket waits: else it would close for his silence, and nobody would have looked.
    private func takeReport(of letters: [ReportedLetter], by mail: Delivery, on row: TicketRow, _ course: MailCourse) throws -> Ticket {
        var facts = ["automatic": mail.message?.automatic?.rawValue ?? "own_letter"]
        if let bounce = mail.message?.bounce {
            facts["bounce"] = try mark(bounce, letters, on: row, of: mail.company.id)?.rawValue
        } else if course.quiet == nil, row.ticket.waitReason != nil, row.ticket.closesAt > now, try isAnsweredForReader(by: mail, letters, of: row) {
            facts["awaited"] = "yes"
        }
        return try note(mail, on: row, facts)
    }

    /// Whether somebody's program speaks of a letter to the requester or to one who takes part: not our own letter that an alias brought
    /// back, nor a receipt, which tells that he read it.
    private func isAnsweredForReader(by mail: Delivery, _ letters: [ReportedLetter], of row: TicketRow) throws -> Bool {
        guard let message = mail.message, message.isAutomatic, message.automatic != .report,
              let from = message.from, try !isOwn(from.email, of: mail.company) else { return false }
        return try letters.contains { try isReader($0.recipient, of: row) }
    }

    /// Notes a message of a loop or a flood for the staff, and with the first one on a ticket, why. Of what only echoes whoever has the
    /// ticket hears each time: it may be a stranger's next request.
    private func takeQuietly(_ mail: Delivery, answering answer: MailAnswer?, on row: TicketRow, _ course: MailCourse) throws -> Ticket {
        var facts = ["automatic": course.quiet?.rawValue ?? ""], line: String?
        if course.quiet == .loop {
            if course.isTakenForEcho {
                if course.isEchoTold { facts["loop"] = "echoes" }
            } else if try !hasNotedLoop(on: row.ticket.id, of: course, before: now) {
                facts["loop"] = course.isAnswer ? "began" : "repeats"
                facts[Remark.fact] = (course.isAnswer ? Remark.answerer : .repeats).rawValue
            }
        }
        // Whoever reads the ticket learns all the same that the client did not get it; he in whose name it came is not told again.
        if case .unproven? = answer {
            facts["unsent"] = "unproven"
            line = claimedSender(of: mail)
        }
        return try note(mail, on: row, facts, above: line)
    }

    /// Whose address an unproven answer bears, above it.
    private func claimedSender(of mail: Delivery) -> String? { mail.evidenceOfSender.map { "[\($0.from.description)]" } }

    /// - Parameter line: stands above what it says.
    private func note(_ mail: Delivery, on row: TicketRow, _ facts: [String: String], above line: String? = nil) throws -> Ticket {
        let record = try record(row)
        record.settle()
        record.append(
            .noted, by: .desk(of: row.ticket.company), isInternal: true, facts: facts,
            contents: (line.map { [Content(text: $0)] } ?? []) + Content.all(mail.body.isEmpty ? nil : mail.body, mail.files + [mail.original]))
        try save(record)
        return record.ticket
    }

    private func request(of mail: Delivery, _ course: MailCourse) throws -> NewRequest {
        let policy = try policy(mail.company.policyID)
        let sender = mail.sender(policy)
        let subject = Words.clean(mail.message?.subject ?? "", keepingLines: false)
        var request = NewRequest(
            requesterEmail: sender.email, channel: .email, subject: String(subject.prefix(Words.longestLine)), description: mail.body)
        request.mayBeSilent = true
        request.requesterName = sender.name
        request.files = mail.files + mail.evidence
        // A version of the policy may have dropped what the mailbox was for; its mail is taken all the same.
        request.mailbox = mail.mailbox
        if let purpose = mail.mailbox?.purpose, policy.unlisted(purpose.facts(under: policy)).isEmpty {
            (request.type, request.category, request.department) = (purpose.type, purpose.category, purpose.department)
            (request.priority, request.severity) = (purpose.priority, purpose.severity)
        }
        request.acknowledges = try course.quiet == nil && isAnswered(mail)
        if course.quiet != .loop { (request.quiet, request.flood) = (course.quiet, course.flood) }
        request.isEcho = course.isTakenForEcho && course.isFirstQuiet
        return request
    }

    /// Keeps a refused message where staff can see it, and tells the sender the way in.
    fileprivate func refuse(_ mail: Delivery, _ refusal: Refusal) throws {
        let known = try received(mail.digest, in: mail.company.id)
        guard known.state == .waiting else { return }
        let course = try course(of: mail, answering: nil, receivedAt: known.receivedAt)
        let policy = try policy(mail.company.policyID)
        let sender = mail.sender(policy)
        let entry = try appendToCompany(
            mail.company.id, .mailRefused, clause: refusal.clause.id, facts: ["message": mail.digest.hex],
            contents: [Content(text: sender.description, name: "from"), Content(text: mail.message?.subject ?? "", name: "subject"), Content(file: mail.original)])
        try settle(mail, .refused, ticket: nil, entry: entry.id, course)
        guard course.quiet == nil, try isAnswered(mail), try mayAnswer(sender.email, of: mail.company.id) else { return }
        let language = try person(email: sender.email, in: mail.company.id)?.language ?? policy.language
        let text = Said(
            es: "\(refusal.reason.es)\n\n\(refusal.wayIn ?? "")\n\nCláusula: \(refusal.clause.section). \(refusal.clause.text)\n\n\(policy.company.name)",
            en: "\(refusal.reason.en)\n\n\(refusal.wayIn ?? "")\n\nClause: \(refusal.clause.section). \(refusal.clause.text)\n\n\(policy.company.name)")
        let own = try ownWords(.mailRefused, language, of: mail.company.id) { name in
            switch name {
            case .because: refusal.reason(in: language)
            case .wayIn: refusal.wayIn ?? ""
            case .clause: "\(refusal.clause.section). \(refusal.clause.text)"
            case .company: policy.company.name
            default: ""
            }
        }
        let subject = Said(es: "No pudimos recibir su solicitud por este medio", en: "We could not take your request this way")
        try sendMail(
            own?.subject ?? subject(in: language), own?.text ?? text(in: language), to: sender.email, about: nil, company: mail.company.id,
            under: policy, language: language, inReplyTo: mail.message?.messageID)
    }
}

extension DeskTransaction {
    /// Whether the desk writes to its sender by itself: not to a machine, to nobody, to many, to a list or to the company. Of what a list of
    /// the company's own hands on, as if it had come straight; of what else calls for caution, only to whom the house registered.
    private func isAnswered(_ mail: Delivery) throws -> Bool {
        guard let message = mail.message, !message.isAutomatic, message.caution != .bulk,
              let from = message.from, !message.isOfList(from), try !isOwn(from.email, of: mail.company) else { return false }
        if message.caution == nil { return true }
        if message.caution == .list, try !ownKeys(among: message.listAddresses.sorted(), of: mail.company).isEmpty { return true }
        return try person(email: from.email, in: mail.company.id)?.registeredAt != nil
    }

    /// Answers about no ticket to one address within an hour are bounded, so that nobody can be flooded through the desk.
    private func mayAnswer(_ recipient: String, of company: Int64) throws -> Bool {
        let recent: Int64? = try sql.value("""
            SELECT COUNT(*) FROM (
                SELECT 1 FROM outbox
                WHERE company_id = \(company) AND ticket_id IS NULL AND recipient = \(recipient) AND created_at > \(now - MailLimits.hour)
                LIMIT \(MailLimits.letters)) AS recent
            """)
        return (recent ?? 0) < MailLimits.letters
    }
}
