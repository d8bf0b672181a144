import BusinessTime
import Mail
import Storage
import SupportPolicy

/// One thing that was looked at to learn whether the mail of a company goes.
package struct MailFinding: Sendable {
    package enum Standing: String, Sendable {
        case good
        /// It goes, but not as well as it could.
        case note
        case bad
    }

    /// What was looked at: an address, a server, a domain.
    package let place: String
    package let standing: Standing
    package let said: Said

    fileprivate init(_ place: String, _ standing: Standing, _ said: Said) {
        (self.place, self.standing, self.said) = (place, standing, said)
    }

    fileprivate init(_ place: String, _ standing: Standing, es: String, en: String) {
        self.init(place, standing, Said(es: es, en: en))
    }
}

extension Desk {
    /// Looks at all that the mail of a company needs, and changes and sends nothing: each mailbox, the server by which mail
    /// leaves, what the company's domain publishes.
    ///
    /// - Parameters:
    ///   - smtp: `nil` where mail does not leave.
    ///   - names: `nil` where nobody can be asked for names.
    package func checkMail(of slug: String, leavingBy smtp: SMTPClient?, asking names: NameServer?) async throws -> [MailFinding] {
        var findings: [MailFinding] = []
        let company = try await company(slug)
        for mailbox in try await mailboxes(of: slug) {
            findings.append(try await mailbox.isRead ? opening(of: mailbox) : handing(over: mailbox, company.policy))
            if let other = try await otherServer(at: mailbox) { findings.append(other) }
            if let missing = try await proof(by: mailbox) { findings.append(missing) }
        }
        findings.append(await leaving(by: smtp))
        if let smtp, let refusal = try await read({ try $0.refusal(of: smtp.place) }) { findings.append(Self.found(refusal)) }
        guard let address = try await read({ try $0.address(of: company.row.id, under: company.policy) }) else {
            return findings + [MailFinding(company.policy.nobodysAddress, .bad, Policy.noAddress)]
        }
        return findings + (await records(of: Policy.domain(of: address) ?? company.policy.mailDomain, asking: names))
    }

    /// Bytes of a message in which its headers stand.
    private static let mostOfHeaders = 262_144

    private func opening(of mailbox: Mailbox) async throws -> MailFinding {
        do {
            let folder = try await check(mailbox)
            return MailFinding(mailbox.address, .good, es: "se abre; hay \(folder.count) mensajes.", en: "opens; it has \(folder.count) messages.")
        } catch let failure as MailServerFailure {
            return MailFinding(mailbox.address, .bad, failure.said)
        }
    }

    /// Seconds after which it is told that nothing came by a mailbox that nobody opens.
    private static let quiet: Int64 = 7 * 86_400

    /// What a mail server hands over cannot be looked for: only what came of it.
    private func handing(over mailbox: Mailbox, _ policy: Policy) async throws -> MailFinding {
        let (last, now) = try await read { (try $0.lastMail(by: mailbox.id, of: mailbox.company), $0.now) }
        guard let last else {
            return MailFinding(
                mailbox.address, .note, es: "lo entrega el servidor de correo, y todavía no ha entregado nada.",
                en: "the mail server hands it over, and has handed over nothing yet.")
        }
        return MailFinding(
            mailbox.address, now - last > Self.quiet ? .note : .good,
            es: "lo entrega el servidor de correo; el último mensaje llegó el \(Wording(.es, policy.zone).full(last)).",
            en: "the mail server hands it over; the last message came \(Wording(.en, policy.zone).full(last)).")
    }

    /// The name whose reports are believed: a mailbox that is handed over and says none has that under which its last message came.
    private func server(trustedBy mailbox: Mailbox) async throws -> String? {
        if mailbox.authservID != nil || mailbox.isRead { return mailbox.authservID }
        return try await read { tx in
            try tx.sql.value("""
                SELECT authserv_id FROM received_mail WHERE company_id = \(mailbox.company) AND mailbox_id = \(mailbox.id) ORDER BY received_at DESC LIMIT 1
                """)
        }
    }

    /// Whether what a mail server hands over comes under another name than the mailbox says, on which notices rely: then no answer of the
    /// staff is proven, although they are invited to answer.
    private func otherServer(at mailbox: Mailbox) async throws -> MailFinding? {
        guard !mailbox.isRead, let server = mailbox.authservID else { return nil }
        let last: String? = try await read { tx in
            try tx.sql.value("""
                SELECT COALESCE(authserv_id, '') FROM received_mail
                WHERE company_id = \(mailbox.company) AND mailbox_id = \(mailbox.id) AND raw_blob IS NOT NULL ORDER BY received_at DESC LIMIT 1
                """)
        }
        guard let last, last.lowercased() != server.lowercased() else { return nil }
        let given = last.isEmpty ? Said(es: "sin --authserv-id", en: "without --authserv-id") : Said(es: "con --authserv-id \(last)", en: "under --authserv-id \(last)")
        return MailFinding(
            mailbox.address, .note, es: "su último mensaje llegó \(given.es), y el buzón dice \(server): entréguelo con --mailbox.",
            en: "its last message came \(given.en), and the mailbox says \(server): hand it over with --mailbox.")
    }

    /// Whether the company's own mail server tells what it found out about senders: without it, nobody's DMARC proves him.
    private func proof(by mailbox: Mailbox) async throws -> MailFinding? {
        guard let server = try await server(trustedBy: mailbox) else {
            return MailFinding(
                mailbox.address, .note, es: "sin --authserv-id, ningún remitente se da por probado (SPF, DKIM, DMARC).",
                en: "without --authserv-id no sender counts as proven (SPF, DKIM, DMARC).")
        }
        let originals: [String] = try await read { tx in
            try tx.sql.values("""
                SELECT raw_blob FROM received_mail
                WHERE company_id = \(mailbox.company) AND mailbox_id = \(mailbox.id) AND raw_blob IS NOT NULL
                ORDER BY received_at DESC LIMIT 20
                """)
        }
        // Their headers suffice, one message at a time.
        var looked = 0
        for original in originals {
            guard let head = try blobs.beginning(of: original, atMost: Self.mostOfHeaders), let message = try? InboundMessage.parse(head) else { continue }
            if message.isReported(by: server) { return nil }
            looked += 1
        }
        guard looked > 0 else { return nil }
        return MailFinding(
            mailbox.address, .bad,
            es: "ninguno de los últimos \(looked) mensajes trae Authentication-Results de \(server): revise ese nombre, y que el servidor compruebe SPF, DKIM y DMARC.",
            en: "none of the last \(looked) messages has Authentication-Results of \(server): check that name, and that the server looks at SPF, DKIM and DMARC.")
    }

    private func leaving(by smtp: SMTPClient?) async -> MailFinding {
        guard let smtp else {
            return MailFinding("smtp", .note, es: "sin --smtp, lo que sale se queda en la bandeja.", en: "without --smtp what leaves stays in the outbox.")
        }
        do {
            try await smtp.check()
            return MailFinding(smtp.place, .good, es: "acepta la conexión para enviar.", en: "takes the connection for sending.")
        } catch {
            return MailFinding(smtp.place, .bad, error.said)
        }
    }

    private static func found(_ refusal: RelayRefusal) -> MailFinding {
        MailFinding(
            refusal.relay, .note,
            es: "no aceptó un remitente de sobre vacío (\(refusal.words)): el correo automático lleva el de la empresa, y un contestador puede contestarlo.",
            en: "did not take an empty envelope sender (\(refusal.words)): automatic mail has the company's, and a machine may answer it.")
    }

    private func records(of domain: String, asking names: NameServer?) async -> [MailFinding] {
        guard let names else {
            return [MailFinding(domain, .note, es: "no se sabe a qué servidor de nombres preguntar (--dns).", en: "nobody knows which name server to ask (--dns).")]
        }
        do {
            let records = try await DomainRecords.published(by: domain, asking: names)
            return [Self.spf(records, of: domain), Self.dmarc(records)]
        } catch {
            return [MailFinding(
                domain, .bad, es: "el servidor de nombres no dice qué publica (\(error.kind.rawValue) \(error.words)).",
                en: "the name server does not say what it publishes (\(error.kind.rawValue) \(error.words)).")]
        }
    }

    private static func spf(_ records: DomainRecords, of domain: String) -> MailFinding {
        switch records.spf.count {
        case 0: MailFinding(
            domain, .note, es: "no publica SPF: muchos servidores apartan o rechazan correo así.", en: "publishes no SPF: many servers set such mail aside or refuse it.")
        case 1: MailFinding(domain, .good, Said(es: records.spf[0], en: records.spf[0]))
        case let count: MailFinding(
            domain, .bad, es: "publica \(count) registros SPF, y de varios no vale ninguno.", en: "publishes \(count) records of SPF, and of several none counts.")
        }
    }

    private static func dmarc(_ records: DomainRecords) -> MailFinding {
        let place = "_dmarc." + records.dmarcDomain
        guard let policy = records.dmarcPolicy else {
            return records.dmarc.isEmpty
                ? MailFinding(
                    place, .note, es: "no publica DMARC: cualquiera puede escribir en nombre de la empresa.",
                    en: "publishes no DMARC: anybody can write in the company's name.")
                : MailFinding(place, .bad, es: "su DMARC no vale: son varios, o sin p=.", en: "its DMARC does not count: there are several, or one without p=.")
        }
        guard policy == "none" else { return MailFinding(place, .good, Said(es: records.dmarc[0], en: records.dmarc[0])) }
        return MailFinding(
            place, .note, es: "DMARC con \(records.isInherited ? "sp" : "p")=none: pide que se acepte también a quien se haga pasar por la empresa.",
            en: "DMARC with \(records.isInherited ? "sp" : "p")=none: asks to take also whoever passes himself off as the company.")
    }
}
