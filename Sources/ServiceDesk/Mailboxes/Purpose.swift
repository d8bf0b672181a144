import BusinessTime
import Mail
import Storage
import SupportPolicy

extension Mailbox {
    /// What a mailbox is for, and what a request is that somebody sent to it, where he cannot say it himself.
    package struct Purpose: Hashable, Sendable {
        /// In the company's words: "Mesa de control"; `nil`: its address tells enough.
        package var label: String?
        package var type, category, department, priority: String?
        package var severity: Int?
        /// Who gets its requests, by his id; `nil`: whoever's turn it is.
        package internal(set) var assignee: Int64?

        package init(
            label: String? = nil, type: String? = nil, category: String? = nil, department: String? = nil, priority: String? = nil, severity: Int? = nil,
            assignee: Int64? = nil
        ) {
            (self.label, self.type, self.category, self.department) = (label, type, category, department)
            (self.priority, self.severity, self.assignee) = (priority, severity, assignee)
        }

        /// What is known of a request by the mailbox alone.
        func facts(under policy: Policy) -> TicketFacts {
            TicketFacts(
                channel: .email, type: type ?? policy.defaultType.id, category: category, department: department, priority: priority, severity: severity)
        }
    }

    /// What an address may be the mailbox of: itself, or without what is added behind a plus; the longest first, as keys.
    static func keys(of address: String) -> [String] {
        var keys = [emailKey(address)]
        while let at = keys[keys.count - 1].lastIndex(of: "@"), let plus = keys[keys.count - 1][..<at].lastIndex(of: "+") {
            let last = keys[keys.count - 1]
            keys.append(String(last[..<plus] + last[at...]))
        }
        return keys
    }
}

extension Desk {
    /// The mailbox of a company that has an address, or to which something is added in it behind a plus; `nil`: none.
    package func mailbox(at address: String, of slug: String) async throws -> Mailbox? {
        try await read { tx in
            let mailboxes = try tx.mailboxes(of: try tx.company(slug).id)
            return Mailbox.keys(of: address).lazy.compactMap { key in mailboxes.first { emailKey($0.address) == key } }.first
        }
    }

    /// Says what the requests of a mailbox are from now on; those that came stay what they are.
    ///
    /// - Parameters:
    ///   - email: of the one of the staff who gets them; `nil`: whoever's turn it is.
    ///   - principal: who says so; `nil`: the owner of the installation, at its command line.
    /// - Throws: `.notFound`; `.invalid` for what the policy does not list; `.forbidden` for whoever does not run the house.
    @discardableResult
    package func change(
        _ address: String, of slug: String, to purpose: Mailbox.Purpose, assigningTo email: String? = nil, as principal: Principal? = nil
    ) async throws -> Mailbox {
        try principal?.requireMailboxKeeper()
        let company = try await company(slug)
        guard principal == nil || principal?.company == company.row.id else { throw DeskError.notFound }
        return try await write { tx in
            guard let mailbox = try tx.mailboxes(of: company.row.id).first(where: { emailKey($0.address) == emailKey(address) }) else { throw DeskError.notFound }
            let checked = try tx.checked(purpose, assigningTo: email, under: company.policy, in: company.row.id)
            guard checked != mailbox.purpose else { return mailbox }
            try tx.sql.execute("""
                UPDATE mailbox SET label = \(checked.label), type = \(checked.type), category = \(checked.category), department = \(checked.department),
                    priority = \(checked.priority), severity = \(checked.severity), assignee_id = \(checked.assignee)
                WHERE id = \(mailbox.id)
                """)
            try tx.appendToCompany(company.row.id, .mailboxChanged, by: principal, for: checked.assignee, facts: checked.told(of: mailbox.address))
            return try tx.mailbox(mailbox.id)
        }
    }
}

extension DeskTransaction {
    /// A purpose that can stay.
    ///
    /// - Throws: `.invalid` for what the policy does not list, and for whoever is not of the staff.
    func checked(_ purpose: Mailbox.Purpose, assigningTo email: String?, under policy: Policy, in company: Int64) throws -> Mailbox.Purpose {
        var purpose = purpose
        purpose.label = try purpose.label.flatMap { $0.isEmpty ? nil : try Words.line($0, field: "label") }
        var problems = policy.unlisted(purpose.facts(under: policy))
        purpose.assignee = try email.flatMap { try staff(email: $0, in: company)?.person }
        if email != nil, purpose.assignee == nil {
            problems.append(FieldProblem("assignee", Said(es: "No hay nadie del personal con ese correo.", en: "Nobody of the staff has this e-mail.")))
        }
        guard problems.isEmpty else { throw DeskError.invalid(problems) }
        return purpose
    }

    /// The mailbox by which a message came: the one that is known, else the first of the company's to which it is addressed.
    func mailbox(of mail: ReceivedMail, _ message: InboundMessage?) throws -> Mailbox? {
        if let id = mail.mailbox { return try sql.first("SELECT \(Mailbox.columns) FROM mailbox WHERE id = \(id)") }
        guard let message else { return nil }
        let mailboxes = try mailboxes(of: mail.company)
        guard !mailboxes.isEmpty else { return nil }
        let keys = (message.to + message.cc + message.deliveredTo).prefix(100).flatMap { Mailbox.keys(of: $0.email) }
        return keys.lazy.compactMap { key in mailboxes.first { emailKey($0.address) == key } }.first
    }

    /// Who gets the requests of a mailbox; `nil` where nobody was named, or he is of the staff no more.
    func holder(of mailbox: Mailbox) throws -> Principal? {
        try mailbox.purpose.assignee.flatMap { try person($0) }.flatMap { $0.role.isStaff && $0.company == mailbox.company ? $0.principal : nil }
    }
}

extension Mailbox.Purpose {
    /// As the journal tells it, but for who gets the requests, whom the entry names.
    var told: [String: String] {
        var facts: [String: String] = [:]
        (facts["label"], facts["type"], facts["category"], facts["department"]) = (label, type, category, department)
        (facts["priority"], facts["severity"]) = (priority, severity.map(String.init))
        return facts
    }

    static let ruleNames: Set = ["label", "type", "category", "department", "priority", "severity"]

    func told(of address: String) -> [String: String] { told.merging(["address": address]) { $1 } }
}
