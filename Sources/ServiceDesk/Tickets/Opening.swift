import BusinessTime
import Crypto
import Mail
import Storage
import SupportPolicy

/// A request as it comes in, by whatever way.
package struct NewRequest: Sendable {
    package var requesterName: String?
    package var requesterEmail: String
    package var rfc: String?
    package var channel: ChannelKind
    package var type: String?
    package var category: String?
    package var department: String?
    package var priority: String?
    package var severity: Int?
    package var subject: String
    package var description: String
    package var files: [StoredFile] = []
    /// Number of the contract that it is about; `nil`, or one that is over or another customer's: whichever serves the requester.
    package var contract: String?
    /// Answers to fields of the company's own form, by their labels.
    package var answers: [(label: String, text: String)] = []
    /// Fields of the company's own form that have a value.
    package var given: Set<String> = []
    /// What its client wants of whoever sells contracts.
    var wish: ContractWish?
    /// In which whoever sends it reads, where he is not known yet; `nil`: nobody knows, the company's.
    package var language: Language?
    /// Whether the client is told that it arrived; never for automatic mail.
    package var acknowledges = true
    /// By which it came.
    var mailbox: Mailbox?
    /// Why nobody is told of it, where it came in a flood, and whether it is the first: `began` or `goes_on`.
    var quiet: MailQuiet?
    var flood: String?
    /// Whether it may lack a subject and a text, as a mail may.
    var mayBeSilent = false
    /// Whether it is the first that is taken for what a machine answers to our letters.
    var isEcho = false

    package init(requesterEmail: String, channel: ChannelKind, subject: String, description: String) {
        self.requesterEmail = requesterEmail
        self.channel = channel
        self.subject = subject
        self.description = description
    }
}

/// A key under which a program may send the same request again.
package struct IdempotencyKey: Sendable {
    let key: String
    /// SHA-256 of the request's body.
    let digest: [UInt8]

    package init(key: String, body: [UInt8]) {
        self.key = key
        digest = Array(SHA256.hash(data: body))
    }
}

extension Desk {
    /// Opens a ticket.
    ///
    /// - Parameter principal: who sends it; `nil`: the requester himself, by a public form or by mail.
    /// - Returns: the ticket, or the one that the same key opened before.
    /// - Throws: `.invalid` with every field that cannot stay; `.refused` where the policy takes no request this way (IN-30).
    package func open(
        _ request: NewRequest, in slug: String, as principal: Principal? = nil, once key: IdempotencyKey? = nil
    ) async throws -> TicketRow {
        let company = try await self.company(slug).row
        let sender = principal ?? Principal(company: company.id, person: 0, name: "", email: request.requesterEmail, role: .client)
        // Looking at the fields, and hashing texts, needs no transaction: other writes go on meanwhile.
        let checked = try Checked(request, by: principal)
        while true {
            do {
                return try await refusable(as: sender, folio: nil) {
                    // It only adds rows; keys are unique, and so are people and customers.
                    try await self.write(.snapshot) { tx in
                        if let key, let known = try tx.ticketOpened(by: key, of: sender) {
                            // Whoever answers shows it under its policy, which may not have been read yet.
                            _ = try tx.policy(of: known.ticket)
                            return known
                        }
                        let record = try tx.open(request, checked, in: company, as: principal)
                        try tx.save(record)
                        if let key { try tx.keep(key, of: sender, ticket: record.ticket.id) }
                        return record.row
                    }
                }
            } catch StorageError.constraint(let constraint) where hasMet(constraint) {
                continue
            }
        }
    }

    /// Whether two requests with one key, or the first two of one person or customer, met: the second finds the first.
    private func hasMet(_ constraint: Constraint) -> Bool {
        constraint.kind == .unique && ["person.", "customer.", "idempotency."].contains { constraint.name.hasPrefix($0) }
    }
}

extension DeskTransaction {
    func open(_ request: NewRequest, in company: CompanyRow, as principal: Principal?) throws -> TicketRecord {
        try open(request, Checked(request, by: principal), in: company, as: principal)
    }

    fileprivate func open(_ request: NewRequest, _ checked: Checked, in company: CompanyRow, as principal: Principal?) throws -> TicketRecord {
        // What the policy in force takes will have a folio, unless a contract keeps to another version that refuses it.
        let isTaken = try policy(company.policyID).takes(request, checked)
        let (known, mayAcknowledge, number) = try requester(checked.email, in: company.id, takingFolio: isTaken)
        let contract = try contract(serving: known, asked: request.contract, in: company.id)
        let policy = try policy(contract?.pinnedPolicy ?? company.policyID)
        let asked = request.facts(under: policy), held = try records(of: known, under: contract, for: asked, of: policy, as: principal)
        // A contract that serves him is one, although nobody vouched for him yet.
        let (facts, reason) = policy.taken(asked, holding: contract == nil ? held : held.union([.contract]))
        // Who wants to buy or to renew asks for no support: he fills in no form for it, and may lack the contract.
        let renewal = request.wish == nil ? nil : policy.renewal
        let admission = try renewal != nil ? .ok : policy.admission(
            of: facts, holding: reason == nil ? held : records(of: known, under: contract, for: facts, of: policy, as: principal))
        let problems = checked.problems + (request.wish == nil ? policy.problems(of: facts, given: checked.taken) : policy.unlisted(facts))
        guard problems.isEmpty else { throw DeskError.invalid(problems) }

        let customer = try checked.rfc.flatMap { try self.customer(rfc: $0, named: checked.name, in: company.id) }
        // Whose tax number it is anybody can type: of a customer somebody is by the house's word alone (his contracts name him).
        let requester = try known ?? addPerson(
            email: checked.email, name: checked.name, role: .client, registered: false,
            language: request.language ?? policy.language, in: company.id)
        let record = try record(
            newIn: company, under: contract, by: request.mailbox?.address, subject: checked.subject,
            parties: Parties(requester: .init(id: requester.id, name: requester.name, email: requester.email, language: requester.language), customerRFC: customer == nil ? nil : checked.rfc?.text,
                    contractNumber: contract?.number))
        record.confirmation = confirmation(by: requester, lacking: admission.clause, of: facts, under: policy, at: company)
        let isOwn = principal == nil || principal?.person == requester.id
        try record.begin(
            facts, folio: nextFolio(of: company.id, prefix: policy.folioPrefix, number: number), customer: customer ?? requester.customer, admission: admission.clause, by: principal ?? requester.principal,
            for: isOwn ? nil : requester.id, cites: renewal?.clause ?? reason?.clause ?? admission.clause ?? policy.channel(facts.channel)?.clause, asked: asked.type,
            // Who writes himself is flooded by nobody.
            isAcknowledged: request.acknowledges && (mayAcknowledge || principal?.person == requester.id), isProven: principal != nil, quiet: request.quiet, flood: request.flood, isEcho: request.isEcho, wish: request.wish,
            contents: checked.contents)
        let onRecord: Set<String> = principal == nil ? [] : known?.fieldsOnRecord ?? []
        let given = checked.given.union(onRecord)
        if policy.stillAsked(by: facts.channel, given: given) != nil { record.tell(["given": given.sorted().joined(separator: " ")], with: .opened) }
        // A flood would bury whoever's turn it is.
        if request.quiet == nil { try assign(record, by: request.mailbox) }
        return record
    }

    /// The contract under which a request is served: the one that it names, if it holds, is the requester's and serves another one.
    private func contract(serving known: Person?, asked number: String?, in company: Int64) throws -> Contract? {
        guard let known, known.registeredAt != nil else { return nil }
        if let number, let named = try contractIfKnown(number, visibleTo: known.principal)?.contract, named.isInForce(at: now), try servesAnother(named) { return named }
        return try known.customer.flatMap { try contractInForce(of: $0, in: company) }?.contract
    }

    /// What the desk holds of a requester. An address that was only typed, or stands in a mail, proves nothing: the house registered
    /// him, or he set his password by a letter to it; and only he himself, signed in, is the registered sender (FI-5).
    private func records(
        of known: Person?, under contract: Contract?, for facts: TicketFacts, of policy: Policy, as principal: Principal?
    ) throws -> Set<RequiredRecord> {
        guard let known, known.registeredAt != nil, let principal else { return [] }
        var held: Set<RequiredRecord> = contract == nil ? [.registration] : [.registration, .contract]
        // What only somebody's look can tell: few companies ask for it, and few requests have to have it.
        let looked: Set<RequiredRecord> = [.licence, .latestVersion]
        if policy.admission.requirements.contains(where: { looked.contains($0.record) && $0.when.matches(facts) }) {
            held.formUnion(try recordsVouched(for: known.id, in: known.company).intersection(looked))
        }
        if principal.person == known.id { return held.union([.registeredSender]) }
        return principal.role.isStaff ? held : []
    }

    /// Where whoever reads the address of a request can confirm that it was he (FI-5); `nil` where something else is missing, or nothing.
    private func confirmation(by requester: Person?, lacking clause: Clause?, of facts: TicketFacts, under policy: Policy, at company: CompanyRow) -> String? {
        guard requester?.registeredAt != nil, policy.missing(by: clause?.id, of: facts)?.record == .registeredSender else { return nil }
        return "\(desk.settings.publicURL)/\(company.slug)/lookup"
    }

    /// Who asks, if he is known, and whether he may be sent an acknowledgement: within an hour they are bounded, so that
    /// nobody can be flooded through the desk. The number of a folio travels along.
    private func requester(
        _ email: String, in company: Int64, takingFolio takesFolio: Bool
    ) throws -> (Person?, mayAcknowledge: Bool, folio: Int64?) {
        let who: SQL = """
            SELECT \(Person.columns), \(Self.recentOpenings(by: "person.id", in: company, now))
            FROM person WHERE company_id = \(company) AND email_key = \(emailKey(email))
            """
        let answers = try sql.fetch(together: [who] + (takesFolio ? takingFolio(of: company) : []))
        let row = answers[0].first
        return try (
            row.map(Person.init), (row.map { try $0[10] } ?? 0) < MailLimits.letters,
            takesFolio ? answers[answers.count - 1].first.map { try $0[0] } : nil)
    }

    private func mayAcknowledge(_ person: Int64, of company: Int64) throws -> Bool {
        try sql.value("SELECT \(Self.recentOpenings(by: "\(person)", in: company, now))") ?? 0 < MailLimits.letters
    }

    private static func recentOpenings(by person: SQL, in company: Int64, _ now: Instant) -> SQL {
        """
        (SELECT COUNT(*) FROM (
            SELECT 1 FROM ticket WHERE company_id = \(company) AND requester_id = \(person) AND opened_at > \(now - MailLimits.hour)
            LIMIT \(MailLimits.letters)) AS recent)
        """
    }

    /// Opens the ticket that follows a closed one (FI-21). It is served, and has to have, what any other that is opened now: a case that
    /// goes on as a free ticket is for whoever has a licence and the latest version (GE-9, GE-25).
    func openLinked(
        to old: TicketRecord, contents: [Content], as principal: Principal, cites clause: Clause
    ) throws -> TicketRow {
        let company = try company(id: old.ticket.company)
        let requester = try person(old.ticket.requester), contract = try contract(serving: requester, asked: nil, in: company.id)
        let record = try record(newIn: company, under: contract, by: old.ticket.mailbox, subject: old.ticket.subject, parties: old.parties)
        record.parties.assignee = nil
        record.parties.contractNumber = contract?.number
        // Whoever takes part answers for him who asks.
        let asking = principal.role.isStaff ? principal : requester?.principal
        func held(for facts: TicketFacts) throws -> Set<RequiredRecord> {
            try records(of: requester, under: contract, for: facts, of: record.policy, as: asking)
        }
        let (facts, reason) = record.policy.taken(old.ticket.facts, holding: try held(for: old.ticket.facts))
        let missing = record.policy.verification(of: facts, holding: try held(for: facts)).clause
        record.confirmation = confirmation(by: requester, lacking: missing, of: facts, under: record.policy, at: company)
        try record.begin(
            facts, folio: nextFolio(of: company.id, prefix: record.policy.folioPrefix), customer: old.ticket.customer, admission: missing,
            following: old.ticket, by: principal, for: principal.role.isStaff ? old.ticket.requester : nil, cites: reason?.clause ?? clause, asked: old.ticket.type,
            isAcknowledged: try mayAcknowledge(old.ticket.requester, of: company.id), isProven: true,
            contents: [Content(text: old.ticket.subject, name: "subject")] + contents)
        // Who took part goes on doing so.
        for person in old.ticket.participants { record.take(person, into: true, by: .desk(of: old.ticket.company), isTold: false) }
        try assign(record, by: nil)
        try save(record)
        return try ticket(id: record.ticket.id)
    }

    /// Gives a new ticket to whoever gets the requests of its mailbox; else to whoever's turn it is, where the policy wants it to have
    /// somebody at once (IN-35).
    private func assign(_ record: TicketRecord, by mailbox: Mailbox?) throws {
        if let mailbox, let holder = try self.holder(of: mailbox) {
            return record.assign(to: holder, by: .desk(of: record.ticket.company), cites: record.policy.lifecycle.assignsAtOpening, facts: ["by": "mailbox"])
        }
        guard let clause = record.policy.lifecycle.assignsAtOpening, let consultant = try consultantInTurn(for: record.ticket) else { return }
        record.assign(to: consultant, by: .desk(of: record.ticket.company), cites: clause)
    }

    fileprivate func ticketOpened(by key: IdempotencyKey, of principal: Principal) throws -> TicketRow? {
        let row = try sql.first("""
            SELECT digest, ticket_id FROM idempotency
            WHERE company_id = \(principal.company) AND person_id = \(principal.person) AND key = \(key.key)
            """)
        guard let row else { return nil }
        guard try row[0] == key.digest else {
            throw DeskError.invalid(
                "Idempotency-Key", "Esta clave ya se usó con otro contenido.", "This key was used with another body.")
        }
        return try ticket(id: try row[1])
    }

    fileprivate func keep(_ key: IdempotencyKey, of principal: Principal, ticket: Int64) throws {
        try sql.submit("""
            INSERT INTO idempotency (company_id, person_id, key, digest, ticket_id, created_at)
            VALUES (\(principal.company), \(principal.person), \(key.key), \(key.digest), \(ticket), \(now))
            """)
    }
}

extension Person {
    /// What of a form the house knows of him, once it is known that it is he who writes.
    fileprivate var fieldsOnRecord: Set<String> {
        let ofCustomer: Set<String> = customer == nil ? [] : ["rfc", "legal_name"]
        return registeredAt == nil ? ofCustomer : ofCustomer.union(["name"])
    }
}

extension RequiredRecord {
    /// All there are, but a contract only where there is one.
    static func held(withContract hasContract: Bool) -> Set<RequiredRecord> {
        hasContract ? Set(allCases) : Set(allCases).subtracting([.contract])
    }
}

extension NewRequest {
    fileprivate func facts(under policy: Policy) -> TicketFacts {
        TicketFacts(
            channel: channel, type: type ?? policy.defaultType.id, category: category, department: department, priority: priority,
            severity: severity)
    }
}

extension Policy {
    /// Whether it takes a request of somebody of whom nothing is known.
    fileprivate func takes(_ request: NewRequest, _ checked: Checked) -> Bool {
        let facts = request.facts(under: self)
        guard checked.problems.isEmpty, problems(of: facts, given: checked.taken).isEmpty else { return false }
        return (try? admission(of: facts, holding: [])) != nil
    }
}

extension TicketRecord {
    /// Begins a ticket, whichever way it came about: what it is and owes, and the level it starts at.
    ///
    /// - Parameters:
    ///   - facts: of the request; the level is the policy's to say.
    ///   - old: the closed ticket that it follows.
    ///   - asked: the type as which it came, where it is taken as another.
    ///   - isProven: whether whoever opens it is known; else nothing that he typed is mailed to the address he typed.
    func begin(
        _ facts: TicketFacts, folio: String, customer: Int64?, admission: Clause?, following old: Ticket? = nil, by principal: Principal,
        for client: Int64?, cites clause: Clause?, asked: String? = nil, isAcknowledged: Bool, isProven: Bool, quiet: MailQuiet? = nil, flood: String? = nil, isEcho: Bool = false,
        wish: ContractWish? = nil,
        contents: [Content] = []
    ) throws {
        var facts = facts
        let start = policy.openingLevel(of: facts)
        facts.level = start?.level.number
        let opening = Effect.Opening(
            folio: folio, policy: ticket.policyID, channel: facts.channel,
            type: facts.type, category: facts.category, department: facts.department, priority: facts.priority,
            severity: facts.severity, level: facts.level, requester: parties.requester.id, customer: customer,
            admissionClause: admission?.id, linkedFrom: old?.id, contract: ticket.contract, plan: ticket.plan, annex: ticket.annex, quiet: quiet,
            mailbox: ticket.mailbox)
        let promises = policy.promises(to: facts, starting: .received) + policy.promises(to: facts, starting: .levelEntered)
        var notes: [String: String] = [:]
        notes["wish"] = wish?.rawValue
        if isAcknowledged { notes["acknowledged"] = isProven ? "yes" : "unproven" }
        if let old { notes["linked_from"] = old.folio }
        if let asked, asked != facts.type { notes["asked"] = asked }
        notes["flood"] = flood
        if isEcho { notes["loop"] = "echoes" }
        notes["forms"] = formsSeen(in: contents, for: facts)
        append(
            .opened, by: principal, for: client, cites: clause,
            effects: [.opened(opening)] + ticket.closedDays.map { .closedDay(from: $0.start, to: $0.end) } + (try owing(promises, from: now, facts: facts)), facts: notes, contents: contents)

        let desk = Principal.desk(of: ticket.company)
        if let start, let first = policy.escalation?.levels.first, start.level.number != first.number {
            append(
                .escalated, by: desk, cites: start.clause, facts: ["from": "\(first.number)", "to": "\(start.level.number)"])
        }
    }
}

/// A request whose own fields were looked at.
private struct Checked: Sendable {
    var email = ""
    var name = ""
    var subject = ""
    var rfc: RFC?
    var contents: [Content] = []
    /// Fields of a form that it has.
    var given: Set<String>
    /// Those, and what it is taken without: a mail may lack a subject and a text, and is asked for them.
    var taken: Set<String>
    var problems: [FieldProblem] = []

    init(_ request: NewRequest, by principal: Principal?) throws {
        given = request.given
        taken = []
        if let address = Address(name: request.requesterName, email: request.requesterEmail) {
            email = address.email
            name = address.name ?? String(email.prefix { $0 != "@" })
            given.insert("email")
            if address.name != nil { given.insert("name") }
        } else {
            problems.append(FieldProblem("email", Said(es: "No es una dirección de correo.", en: "Not an e-mail address.")))
        }
        if let principal, principal.role == .client, emailKey(principal.email) != emailKey(email) {
            problems.append(FieldProblem("email", Said(es: "Sólo puede abrir solicitudes propias.", en: "You can only open requests of your own.")))
        }
        if let raw = request.rfc, !raw.isEmpty {
            given.insert("rfc")
            rfc = RFC(raw)
            if rfc == nil {
                problems.append(FieldProblem("rfc", Said(
                    es: "El RFC no tiene la forma correcta: 12 o 13 caracteres, como EKU9003173C9.",
                    en: "The RFC has the wrong form: 12 or 13 characters, such as EKU9003173C9.")))
            }
        }
        if principal?.role.isStaff != true, request.mailbox == nil, request.severity != nil {
            problems.append(FieldProblem("severity", Said(es: "La severidad la fija el personal.", en: "Severity is set by the staff.")))
        }
        for (field, value) in [("type", request.type), ("category", request.category), ("department", request.department), ("priority", request.priority)]
        where value != nil { given.insert(field) }
        subject = request.mayBeSilent && request.subject.isEmpty ? "" : try collect { try Words.line(request.subject, field: "subject") } ?? ""
        if !subject.isEmpty { given.insert("subject") }
        let description = try collect { try Words.optional(request.description, field: "description") } ?? nil
        if description != nil { given.insert("description") }
        if !request.files.isEmpty { given.insert("files") }
        taken = request.mayBeSilent ? given.union(["subject", "description"]) : given

        contents = [Content(text: subject, name: "subject")]
        if let description { contents.append(Content(text: description)) }
        for answer in request.answers {
            let text = try collect { try Words.optional(answer.text, field: answer.label) } ?? nil
            if let text { contents.append(Content(text: text, name: answer.label)) }
        }
        contents += request.files.map(Content.init(file:))
    }

    /// A field's value; what is wrong with it joins the other problems.
    private mutating func collect<Value>(_ body: () throws -> Value) throws -> Value? {
        do {
            return try body()
        } catch DeskError.invalid(let found) {
            problems += found
            return nil
        }
    }
}
