import BusinessTime
import Mail
import Storage
import SupportPolicy

/// Erasing a person: what remains is an id, which his requests and the journal go on naming.
extension DeskTransaction {
    func personToErase(_ email: String, in company: CompanyRow) throws -> Person {
        if let person = try person(email: email, in: company.id) { return person }
        if let address = Address(email)?.email, try hasMail(from: address, in: company.id) || isCopied(address, in: company.id) {
            return Person(nobodyYet: address, company: company.id, language: try policy(company.policyID).language)
        }
        throw DeskError.invalid("person", "Nadie en esta empresa tiene esa dirección.", "Nobody in this company has that address.")
    }

    /// - Throws: `.conflict` with open requests of his, unless they may be erased as well, and with open tickets that he
    ///   has: those are somebody else's requests, and need somebody.
    func requireErasable(_ person: Person, because reason: String, evenOpen: Bool) throws {
        let names = Set(person.name.lowercased().split(separator: " ").map(String.init).filter { $0.count > 2 })
        let said = Set(reason.lowercased().split { !$0.isLetter }.map(String.init))
        guard names.isDisjoint(with: said) else { throw Desk.tellingReason }
        let assigned: [String] = try sql.values("""
            SELECT folio FROM ticket WHERE company_id = \(person.company) AND assignee_id = \(person.id) AND state <> 'closed' ORDER BY folio LIMIT 10
            """)
        guard assigned.isEmpty else {
            let folios = assigned.joined(separator: ", ")
            throw DeskError.conflict(
                "Atiende tickets abiertos; asígnelos antes a alguien más: \(folios).", "He has open tickets; assign them to somebody else first: \(folios).")
        }
        let open = try openRequests(of: person)
        guard evenOpen || open.isEmpty else {
            let folios = open.prefix(10).joined(separator: ", ")
            throw DeskError.conflict(
                "Tiene solicitudes abiertas: \(folios). Ciérrelas antes, o borre aunque sigan abiertas con --even-open.",
                "There are open requests: \(folios). Close them first, or erase them although they are open with --even-open.")
        }
    }

    private func openRequests(of person: Person) throws -> [String] {
        try sql.values("""
            SELECT folio FROM ticket WHERE company_id = \(person.company) AND requester_id = \(person.id) AND state <> 'closed'
            ORDER BY opened_at, id
            """)
    }

    /// What is there of a person: in all of his requests, and outside of them.
    func remains(of person: Person) throws -> Erasure {
        var erasure = try ownRemains(of: person).erasure
        let tickets: [Int64] = try sql.values("SELECT id FROM ticket WHERE company_id = \(person.company) AND requester_id = \(person.id)")
        for ticket in tickets { erasure += try remains(in: ErasureScope(company: person.company, ticket: ticket, takesSubject: true)).0 }
        for part in try parts(of: person) { erasure += try remains(in: part).0 }
        erasure.open = try openRequests(of: person)
        return erasure
    }

    /// What he said on requests of others: where he took part, and where one on which he writes went on. What one of the staff said is
    /// the company's.
    func parts(of person: Person) throws -> [ErasureScope] {
        var entries: [Int64: [Int64]] = [:]
        for row in try sql.fetch(partsQuery(of: person)) { entries[try row[0], default: []] += try [row[1] as Int64?].compactMap { $0 } }
        return entries.sorted { $0.key < $1.key }.map { ErasureScope(company: person.company, ticket: $0.key, entries: $0.value, takesSubject: false, isOfSpeaker: true) }
    }

    /// The requests of others with words of somebody's, and his entries on each; indexes `participant_by_person` and `entry_by_record`:
    /// of the journal only those requests are read.
    package func partsQuery(of person: Person) -> SQL {
        """
        SELECT participant.ticket_id, entry.id FROM participant
        LEFT JOIN entry ON entry.company_id = \(person.company) AND entry.ticket_id = participant.ticket_id AND entry.person_id = \(person.id)
        WHERE participant.company_id = \(person.company) AND participant.person_id = \(person.id)
        ORDER BY 1, 2
        """
    }

    /// Somebody who is erased takes part in nothing.
    func leave(_ ticket: Int64, _ person: Person) throws {
        let record = try record(try self.ticket(id: ticket))
        guard record.ticket.participants.contains(person.id) else { return }
        record.settle()
        record.take(person.id, into: false, by: .desk(of: person.company))
        try save(record)
    }

    /// Erases what there is of a person outside of his requests, which were erased before, and the person himself.
    ///
    /// - Returns: `nil` when one of his requests has something that was not erased.
    func erase(_ person: Person, because reason: String, as principal: Principal?) throws -> Erasure? {
        if Person.isErased(person.email) { return Erasure() }
        let left: Int64? = try sql.value("""
            SELECT content.id FROM ticket JOIN content ON content.ticket_id = ticket.id
            WHERE ticket.company_id = \(person.company) AND ticket.requester_id = \(person.id) AND content.erased_at IS NULL LIMIT 1
            """)
        let said = try parts(of: person).contains { try !remains(in: $0).0.isNothing }
        guard left == nil, !said else { return nil }

        let own = try ownRemains(of: person)
        var erasure = own.erasure
        erasure.people = 1
        try appendToCompany(
            person.company, .erased, by: principal, for: person.id, facts: erasure.facts(because: reason, entries: Set(own.refused.values.map(\.number))))
        try erase(ErasureScope(company: person.company, ticket: 0, entries: own.refused.keys.sorted(), takesSubject: false))
        try eraseOriginals("company_id = \(person.company) AND digest IN (\(own.refused.values.map(\.digest)))")
        try eraseMails(mails(to: own.addresses, person))
        try eraseOriginals(pendingMail(of: person))
        try sql.execute("DELETE FROM copied_address WHERE company_id = \(person.company) AND email_key = \(emailKey(person.email))")
        try sql.execute("""
            UPDATE received_mail SET sender = NULL, fingerprint = NULL, shape = NULL
            WHERE company_id = \(person.company) AND sender = \(SenderKey.of(person.email))
            """)
        for contract in try contractsErased(with: person) { try eraseReasons(on: contract, because: reason, as: principal) }
        for table in ["session", "api_token", "one_time_link", "notice", "idempotency", "preference"] {
            try sql.execute("DELETE FROM \(unsafe: table) WHERE company_id = \(person.company) AND person_id = \(person.id)")
        }
        try eraseCustomer(of: person)
        let name = Said(es: "Persona borrada", en: "Erased person")(in: person.language), address = Person.erasedAddress(person.id)
        try sql.execute("""
            UPDATE person SET
                name = \(name), email = \(address), email_key = \(address), role = \(Role.client), level = NULL, customer_id = NULL,
                password = NULL, registered_at = NULL, erased_at = \(now)
            WHERE id = \(person.id)
            """)
        return erasure
    }

    /// A message of his that was refused: its entry's number in the company's record, and its digest.
    private typealias RefusedMessage = (number: Int, digest: [UInt8])

    /// What there is of a person outside of his requests.
    private func ownRemains(of person: Person) throws -> (erasure: Erasure, addresses: Set<String>, refused: [Int64: RefusedMessage]) {
        guard !Person.isErased(person.email) else { return (Erasure(), [], [:]) }
        var erasure = Erasure(people: 1)
        var addresses: Set<String> = [person.email]
        var refused: [Int64: RefusedMessage] = [:]
        let senders = try sql.fetch("""
            SELECT content.entry_id, content.text, entry.number, entry.body FROM content JOIN entry ON entry.id = content.entry_id
            WHERE content.ticket_id = 0 AND content.company_id = \(person.company) AND content.name = 'from' AND content.erased_at IS NULL
            """)
        for row in senders {
            guard let sender = Address(try row[1] as String), emailKey(sender.email) == emailKey(person.email) else { continue }
            addresses.insert(sender.email)
            let digest = try Entry.Body.facts(in: try row[3])["message"].flatMap([UInt8].init(hex:))
            refused[try row[0]] = (try row[2], digest ?? [])
        }
        if !refused.isEmpty {
            let inside = try remains(in: ErasureScope(company: person.company, ticket: 0, entries: refused.keys.sorted(), takesSubject: false)).0
            erasure += inside
            erasure.originals += try sql.value("""
                SELECT COUNT(*) FROM received_mail
                WHERE company_id = \(person.company) AND digest IN (\(refused.values.map(\.digest))) AND raw_blob IS NOT NULL
                """) ?? 0
        }
        erasure.originals += try sql.value("SELECT COUNT(*) FROM received_mail WHERE \(pendingMail(of: person))") ?? 0
        for contract in try contractsErased(with: person) {
            let inside = try remains(in: ErasureScope(company: person.company, ticket: contract, takesSubject: false)).0
            (erasure.texts, erasure.files) = (erasure.texts + inside.texts, erasure.files + inside.files)
        }
        erasure.mails += try sql.value("SELECT COUNT(*) FROM outbox WHERE \(mails(to: addresses, person)) AND erased_at IS NULL") ?? 0
        return (erasure, addresses, refused)
    }

    /// Mails to him that are about no ticket, and what he was told of others' tickets as one of the staff, or as taking part.
    private func mails(to addresses: Set<String>, _ person: Person) -> SQL {
        """
        company_id = \(person.company) AND id IN (
            SELECT id FROM outbox WHERE company_id = \(person.company) AND recipient IN (\(addresses.sorted())) AND ticket_id IS NULL
            UNION
            SELECT outbox.id FROM participant JOIN outbox ON outbox.ticket_id = participant.ticket_id
            WHERE participant.company_id = \(person.company) AND participant.person_id = \(person.id) AND outbox.recipient = \(person.email)
            UNION
            SELECT outbox.id FROM notice JOIN outbox ON outbox.ticket_id = notice.ticket_id
            WHERE notice.company_id = \(person.company) AND notice.person_id = \(person.id) AND outbox.recipient = \(person.email))
        """
    }

    /// Mail of his into which nobody has looked, or that nobody could read.
    private func pendingMail(of person: Person) -> SQL {
        """
        company_id = \(person.company) AND sender = \(SenderKey.of(person.email)) AND state IN ('waiting', 'parked') AND raw_blob IS NOT NULL
        """
    }

    /// Whether mail of an address lies here that led to no ticket.
    private func hasMail(from email: String, in company: Int64) throws -> Bool {
        try sql.first("""
            SELECT 1 FROM received_mail
            WHERE company_id = \(company) AND sender = \(SenderKey.of(email)) AND state <> 'taken' AND raw_blob IS NOT NULL LIMIT 1
            """) != nil
    }

    /// Whether a message of somebody else went to an address, too.
    private func isCopied(_ email: String, in company: Int64) throws -> Bool {
        try sql.first("SELECT 1 FROM copied_address WHERE company_id = \(company) AND email_key = \(emailKey(email)) LIMIT 1") != nil
    }

    /// Why something was done to a contract may tell of him; what was done stays.
    private func eraseReasons(on id: Int64, because reason: String, as principal: Principal?) throws {
        let contract = try contract(id: id).contract
        let scope = ErasureScope(company: contract.company, ticket: id, takesSubject: false)
        let (inside, entries) = try remains(in: scope)
        guard inside.texts + inside.files > 0 else { return }
        let record = try record(contract)
        record.append(
            .erased, by: principal ?? .desk(of: contract.company), isInternal: true, [],
            facts: inside.facts(because: reason, entries: Set(entries.values)))
        try save(record)
        try erase(scope)
    }

    private func contractsErased(with person: Person) throws -> [Int64] {
        try sql.values("SELECT id FROM contract WHERE company_id = \(person.company) AND customer_id IN (\(customersErased(with: person))) ORDER BY id")
    }

    /// The name and tax number of the customer that he was, unless somebody else is of it.
    private func eraseCustomer(of person: Person) throws {
        let name = Said(es: "Cliente borrado", en: "Erased customer")(in: person.language)
        for customer in try customersErased(with: person) {
            try sql.execute("UPDATE customer SET name = \(name), rfc = NULL, tax_name = NULL, tax_rfc = NULL, tax_postal_code = NULL, tax_regime = NULL, tax_use = NULL WHERE id = \(customer)")
        }
    }

    /// The customers that nobody is of but him.
    private func customersErased(with person: Person) throws -> [Int64] {
        let customers: [Int64] = try sql.values("""
            SELECT customer_id FROM person WHERE id = \(person.id) AND customer_id IS NOT NULL
            UNION
            SELECT customer_id FROM ticket WHERE company_id = \(person.company) AND requester_id = \(person.id) AND customer_id IS NOT NULL
            """)
        return try customers.filter { customer in
            let shared: Int64? = try sql.value("""
                SELECT id FROM person WHERE company_id = \(person.company) AND customer_id = \(customer) AND id <> \(person.id)
                UNION ALL
                SELECT id FROM ticket WHERE company_id = \(person.company) AND customer_id = \(customer) AND requester_id <> \(person.id)
                LIMIT 1
                """)
            return shared == nil
        }
    }
}

extension Person {
    /// Somebody of whom there is only mail that led to nothing.
    fileprivate init(nobodyYet email: String, company: Int64, language: Language) {
        self.init(id: 0, company: company, customer: nil, email: email, name: "", role: .client, level: nil, language: language, registeredAt: nil)
    }

    var isNobodyYet: Bool { id == 0 }
}
