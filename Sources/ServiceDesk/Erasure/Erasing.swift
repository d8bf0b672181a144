import BusinessTime
import Storage
import SupportPolicy

extension Desk {
    /// What erasing would take away now; changes nothing.
    ///
    /// - Throws: `.invalid` for a folio, an entry or a person that is not there.
    package func erasable(_ target: ErasureTarget, in slug: String, as principal: Principal? = nil) async throws -> Erasure {
        try await read { tx in
            let company = try tx.company(slug)
            try Self.require(principal, of: company)
            switch target {
            case .ticket(let folio, let entry):
                return try tx.remains(in: tx.scope(of: folio, entry, in: company)).0
            case .person(let email):
                let person = try tx.personToErase(email, in: company)
                return try tx.remains(of: person)
            }
        }
    }

    /// Erases texts, files and whatever was made of them, as the law may demand (LFPDPPP, cancelación), without breaking a
    /// chain: entries, digests, instants, clauses and amounts stay, and each record gets an entry that says who erased,
    /// why, and how much.
    ///
    /// Every ticket is a transaction of its own, the person comes last, and files go after the commits: a second run, or
    /// the desk's sweeping, finishes what a killed one began. Done again, it does nothing.
    ///
    /// - Parameters:
    ///   - reason: stays for good in the journal, so no name or address may be in it.
    ///   - evenOpen: also with requests of the person that are open.
    ///   - principal: who does it; `nil`: the owner of the installation, at its command line.
    /// - Returns: what this run erased.
    /// - Throws: `.forbidden` unless he administers; `.invalid` for a folio, an entry or a person that is not there;
    ///   `.conflict` for a person with open requests, or with open tickets to attend.
    @discardableResult
    package func erase(
        _ target: ErasureTarget, in slug: String, because reason: String, evenOpen: Bool = false, as principal: Principal? = nil
    ) async throws -> Erasure {
        let reason = try Words.line(reason, field: "because")
        guard !reason.contains("@") else { throw Self.tellingReason }
        let company = try await read { try $0.company(slug) }
        try Self.require(principal, of: company)
        defer { access.forgetAll() }
        let erasure = switch target {
        case .ticket(let folio, let entry): try await eraseTicket(folio, entry, in: company, because: reason, as: principal)
        case .person(let email): try await erasePerson(email, in: company, because: reason, evenOpen: evenOpen, as: principal)
        }
        if !erasure.isNothing { try await forgetStruckWords() }
        try await removeErasedFiles()
        try await database.forgetOverwritten()
        return erasure
    }

    private static func require(_ principal: Principal?, of company: CompanyRow) throws {
        guard let principal else { return }
        try principal.require(.admin)
        guard principal.company == company.id else { throw DeskError.notFound }
    }

    static var tellingReason: DeskError {
        .invalid(
            "because", "El motivo queda para siempre en la bitácora: no lleva nombres ni direcciones. Cite el número del trámite.",
            "The reason stays in the journal for good: no names or addresses. Give the number of the case.")
    }

    private func eraseTicket(
        _ folio: String, _ entry: Int?, in company: CompanyRow, because reason: String, as principal: Principal?
    ) async throws -> Erasure {
        while true {
            let (scope, words) = try await read { tx in
                let scope = try tx.scope(of: folio, entry, in: company)
                return (scope, try tx.indexedWords(of: tx.remains(in: scope).entries.keys.sorted()))
            }
            let erasure = try await write { tx in try tx.erase(scope, words, because: reason, as: principal) }
            if let erasure { return erasure }
        }
    }

    private func erasePerson(
        _ email: String, in company: CompanyRow, because reason: String, evenOpen: Bool, as principal: Principal?
    ) async throws -> Erasure {
        let person = try await read { tx in
            let person = try tx.personToErase(email, in: company)
            try tx.requireErasable(person, because: reason, evenOpen: evenOpen)
            return person
        }
        if person.isNobodyYet {
            // The journal names who was erased by an id, which he needs for that.
            _ = try await write { tx in
                try tx.addPerson(email: person.email, name: person.email, role: .client, registered: false, language: person.language, in: company.id)
            }
            return try await erasePerson(email, in: company, because: reason, evenOpen: evenOpen, as: principal)
        }
        var done = Erasure()
        while true {
            let (tickets, parts, words) = try await read { tx in
                let tickets: [Int64] = try tx.sql.values("SELECT id FROM ticket WHERE company_id = \(company.id) AND requester_id = \(person.id) ORDER BY id")
                var entries: Set<Int64> = []
                for ticket in tickets {
                    entries.formUnion(try tx.remains(in: ErasureScope(company: company.id, ticket: ticket, takesSubject: true)).entries.keys)
                    if let first = try tx.firstEntry(of: ticket, in: company.id) { entries.insert(first) }
                }
                let parts = try tx.parts(of: person)
                for part in parts { entries.formUnion(try tx.remains(in: part).entries.keys) }
                return (tickets, parts, try tx.indexedWords(of: entries.sorted()))
            }
            for part in parts {
                let erasure = try await write { tx -> Erasure? in
                    try tx.leave(part.ticket, person)
                    return try tx.erase(part, words, because: reason, as: principal)
                }
                if let erasure { done += erasure }
            }
            for ticket in tickets {
                let scope = ErasureScope(company: company.id, ticket: ticket, takesSubject: true)
                let erasure = try await write { tx in try tx.erase(scope, words, andRequester: true, because: reason, as: principal) }
                if let erasure { done += erasure }
            }
            let last = try await write { tx -> Erasure? in
                try tx.requireErasable(person, because: reason, evenOpen: evenOpen)
                return try tx.erase(person, because: reason, as: principal)
            }
            // Something was written meanwhile: once more.
            guard let last else { continue }
            done += last
            return done
        }
    }
}

extension DeskTransaction {
    /// A ticket of the company, or one entry of it.
    fileprivate func scope(of folio: String, _ number: Int?, in company: CompanyRow) throws -> ErasureScope {
        let ticket: Int64? = try sql.value("SELECT id FROM ticket WHERE company_id = \(company.id) AND folio = \(folio.uppercased())")
        guard let ticket else {
            throw DeskError.invalid("ticket", "No hay un ticket \(folio) en esta empresa.", "There is no ticket \(folio) in this company.")
        }
        guard let number else { return ErasureScope(company: company.id, ticket: ticket, takesSubject: true) }
        let entry: Int64? = try sql.value("SELECT id FROM entry WHERE company_id = \(company.id) AND ticket_id = \(ticket) AND number = \(number)")
        guard let entry else {
            throw DeskError.invalid("entry", "\(folio) no tiene un asiento \(number).", "\(folio) has no entry \(number).")
        }
        return ErasureScope(company: company.id, ticket: ticket, entries: [entry], takesSubject: number == 1)
    }

    fileprivate func firstEntry(of ticket: Int64, in company: Int64) throws -> Int64? {
        try sql.value("SELECT id FROM entry WHERE company_id = \(company) AND ticket_id = \(ticket) AND number = 1")
    }

    /// Erases part of a ticket and says so in its journal.
    ///
    /// - Parameters:
    ///   - words: what its entries are found by, read before.
    ///   - isRequester: whether the one who asked is being erased, too: then only its folio finds the ticket.
    /// - Returns: `nil` when an entry came after `words` were read.
    fileprivate func erase(
        _ scope: ErasureScope, _ words: [Int64: String], andRequester isRequester: Bool = false, because reason: String, as principal: Principal?
    ) throws -> Erasure? {
        let (erasure, entries) = try remains(in: scope)
        let first = try firstEntry(of: scope.ticket, in: scope.company)
        guard entries.keys.allSatisfy({ words[$0] != nil }) else { return nil }
        let row = try ticket(id: scope.ticket)
        for entry in entries.keys.sorted() where entry != first { try unindex(entry, words[entry] ?? "") }
        if let first, isRequester || entries[first] != nil {
            try reindex(first, words[first] ?? "", of: row.ticket, isRequester ? nil : Parties(row))
        }
        guard !erasure.isNothing else { return erasure }

        let record = try record(row)
        record.settle()
        record.append(
            .erased, by: principal ?? .desk(of: scope.company), isInternal: true,
            effects: entries.values.contains(1) && !scope.isOfSpeaker ? [.subjectErased] : [], facts: erasure.facts(because: reason, entries: Set(entries.values)))
        try save(record)
        try erase(scope)
        if scope.entries == nil { try eraseQuotes(of: record, because: reason, as: principal ?? .desk(of: scope.company)) }
        // Digests name its subject, and other tickets that are still told in the console.
        if scope.takesSubject {
            try eraseMails(scope.digests)
        }
        if scope.entries == nil { try sql.execute("DELETE FROM notice WHERE ticket_id = \(scope.ticket)") }
        // A key is kept with a digest of what was sent.
        if scope.takesSubject { try sql.execute("DELETE FROM idempotency WHERE company_id = \(scope.company) AND ticket_id = \(scope.ticket)") }
        return erasure
    }

    /// Erases what was written on the quotes of a ticket, and says so in the journal of each.
    private func eraseQuotes(of ticket: TicketRecord, because reason: String, as principal: Principal) throws {
        let quotes: [Int64] = try sql.values("SELECT id FROM quote WHERE ticket_id = \(ticket.ticket.id) ORDER BY id")
        for id in quotes {
            let scope = ErasureScope(company: ticket.ticket.company, ticket: id, takesSubject: false)
            let (erasure, entries) = try remains(in: scope)
            guard !erasure.isNothing else { continue }
            let record = QuoteRecord(try quote(id: id), on: ticket, at: now)
            record.appendErasure(by: principal, facts: erasure.facts(because: reason, entries: Set(entries.values)))
            try saveAlone(record)
            try erase(scope)
        }
    }
}
